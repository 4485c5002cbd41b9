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
});

afterAll(async () => {
  await first.stop();
  await rm(folder, { recursive: true });
});

// The times are only printed, because a busy machine may take any time. Only the sizes are tested: that of what is loaded before the
// first event, and that of the whole bundle. If a library is bundled as a whole, for example with all languages of zod's messages,
// the bundle exceeds its limits.
test.each([
  ["processor", 849_500, 853_100],
  ["projector", 422_000, 439_000],
  ["vectorizer", 441_000, 504_000],
] as const)(
  "the %s's bundle starts, answers an event, loads less than %i bytes at its start, and has less than %i bytes",
  async (name, mostStartBytes, mostBytes) => {
    const handler = `packages/functions/src/${name}/handler.handler`;
    const { file, sizeBytes, startBytes, importedFromOutside } = await bundleHandler(
      handler,
      join(folder, name),
      {
        minify: true,
      },
    );
    const { loadedMs, answeredMs } = await coldStart({
      file,
      functionName: name,
      environment: first.environments[name],
      event: first.events[name],
    });
    await first.quiet();
    console.info(
      `${name}: ${startBytes} of ${sizeBytes} bytes of its bundle loaded ${loadedMs.toFixed(0)} ms after its process began, its first event answered after ${answeredMs.toFixed(0)} ms`,
    );
    expect(answeredMs).toBeGreaterThan(loadedMs);
    expect(startBytes).toBeLessThan(mostStartBytes);
    expect(sizeBytes).toBeLessThan(mostBytes);
    // Lambda does not have the packages that are left out, so nothing may need them when the bundle is loaded.
    const leftOut = importedFromOutside.filter(({ path }) => path.startsWith("@"));
    expect(leftOut).not.toEqual([]);
    expect(leftOut.filter(({ kind }) => kind !== "dynamic-import")).toEqual([]);
  },
);
