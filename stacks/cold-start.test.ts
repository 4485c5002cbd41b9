import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleHandler } from "./testing/bundle-handler.ts";
import { coldStart } from "./testing/cold-start.ts";
import { type FirstEvents, firstEvents } from "./testing/first-events.ts";

let folder: string;
let first: FirstEvents;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-cold-start-"));
  first = await firstEvents();
}, 60_000);

afterAll(async () => {
  await first.stop();
  await rm(folder, { recursive: true });
});

// The times are there to be read. A busy machine takes any time, so none of them decides.
test.each(["processor", "projector", "vectorizer"] as const)(
  "the %s starts and answers as it would be uploaded, in a bundle far below Lambda's limit",
  async (name) => {
    const handler = `packages/functions/src/${name}/handler.handler`;
    const { file, sizeBytes } = await bundleHandler(handler, join(folder, name), { minify: false });
    const { loadedMs, answeredMs } = await coldStart({
      file,
      functionName: name,
      environment: first.environments[name],
      event: first.events[name],
    });
    await first.quiet();
    console.info(
      `${name}: ${(sizeBytes / 1024 ** 2).toFixed(1)} MiB as a bundle, loaded ${loadedMs.toFixed(0)} ms after its process began, its first event answered after ${answeredMs.toFixed(0)} ms`,
    );
    expect(answeredMs).toBeGreaterThan(loadedMs);
    expect(sizeBytes).toBeLessThan(250 * 1024 ** 2);
  },
  60_000,
);
