import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { detailOf } from "@paperledger/events/bus-event";
import type { RunEvent } from "@paperledger/events/run-event";
import { streamBatch } from "@paperledger/functions/projector/stream-events.fixture";
import type { Laptop } from "@paperledger/local/laptop";
import type { LaptopFunction } from "@paperledger/local/laptop-functions";
import { RAW_BUCKET } from "@paperledger/local/laptop-names";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleHandler } from "./testing/bundle-handler.ts";
import { coldStart } from "./testing/cold-start.ts";

const PAPER = { paper_id: "demo:a", title: "a", updated_at: "2024-05-01T00:00:00Z" };

const environments: Partial<Record<LaptopFunction, Readonly<Record<string, string>>>> = {};
let folder: string;
let laptop: Laptop;
let key: string;
let events: readonly RunEvent[];

/** The function as it is, but that its environment is written down. */
const withEnvironmentKept = (name: LaptopFunction) => ({
  environment(usual: Readonly<Record<string, string>>) {
    environments[name] = usual;
    return usual;
  },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-cold-start-"));
  laptop = await startLaptop({
    functions: {
      processor: withEnvironmentKept("processor"),
      projector: withEnvironmentKept("projector"),
      vectorizer: withEnvironmentKept("vectorizer"),
    },
  });
  key = await laptop.upload({ name: "first", content: JSON.stringify(PAPER) });
  await laptop.quiet();
  events = await Array.fromAsync(laptop.ledger.eventLog.allEvents());
}, 60_000);

afterAll(async () => {
  await laptop.stop();
  await rm(folder, { recursive: true });
});

/** An event such as each function would be started for: a batch file, a stream batch, a batch that is done. */
const firstEvents: Readonly<Record<LaptopFunction, () => unknown>> = {
  processor: () => ({
    Records: [
      {
        eventSource: "aws:s3",
        eventName: "ObjectCreated:Put",
        eventTime: "2026-03-01T02:03:04.567Z",
        s3: { bucket: { name: RAW_BUCKET }, object: { key } },
      },
    ],
  }),
  projector: () => streamBatch(events),
  vectorizer: () => ({
    source: "paperledger",
    "detail-type": "paper-batch.batch-done",
    detail: events.filter(({ type }) => type === "batch-done").map(detailOf)[0],
  }),
};

// The times are there to be read. A busy machine takes any time, so none of them decides.
test.each(["processor", "projector", "vectorizer"] as const)(
  "the %s starts and answers as it would be uploaded, in a bundle far below Lambda's limit",
  async (name) => {
    const handler = `packages/functions/src/${name}/handler.handler`;
    const { file, sizeBytes } = await bundleHandler(handler, join(folder, name), { minify: false });
    const { loadedMs, answeredMs } = await coldStart({
      file,
      functionName: name,
      environment: environments[name] ?? {},
      event: firstEvents[name](),
    });
    await laptop.quiet();
    console.info(
      `${name}: ${(sizeBytes / 1024 ** 2).toFixed(1)} MiB as a bundle, loaded ${loadedMs.toFixed(0)} ms after its process began, its first event answered after ${answeredMs.toFixed(0)} ms`,
    );
    expect(answeredMs).toBeGreaterThan(loadedMs);
    expect(sizeBytes).toBeLessThan(250 * 1024 ** 2);
  },
  60_000,
);
