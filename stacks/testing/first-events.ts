import { detailOf } from "@paperledger/events/bus-event";
import type { RunEvent } from "@paperledger/events/run-event";
import { streamBatch } from "@paperledger/functions/projector/stream-events.fixture";
import type { LaptopFunction } from "@paperledger/local/laptop-functions";
import { RAW_BUCKET } from "@paperledger/local/laptop-names";
import { startLaptop } from "@paperledger/local/start-laptop";
import { keptEnvironments } from "./kept-environments.ts";

const PAPER = { paper_id: "demo:a", title: "a", updated_at: "2024-05-01T00:00:00Z" };

/** A laptop on which a run is done, with environments and events for bundles that a test runs against it. */
export interface FirstEvents {
  /** All environment variables of each function. */
  readonly environments: Readonly<Record<LaptopFunction, Readonly<Record<string, string>>>>;
  /** An event for each function: a batch file for the processor, a stream batch for the projector, a batch-done for the vectorizer. */
  readonly events: Readonly<Record<LaptopFunction, unknown>>;
  /** The events of the run. */
  readonly runEvents: readonly RunEvent[];
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a laptop and uploads a first batch file. */
export async function firstEvents(): Promise<FirstEvents> {
  const { environments, functions } = keptEnvironments();
  const laptop = await startLaptop({ functions });
  const key = await laptop.upload({ name: "first", content: JSON.stringify(PAPER) });
  await laptop.quiet();
  const runEvents = await Array.fromAsync(laptop.ledger.eventLog.allEvents());
  return {
    environments,
    runEvents,
    events: {
      processor: {
        Records: [
          {
            eventSource: "aws:s3",
            eventName: "ObjectCreated:Put",
            eventTime: "2026-03-01T02:03:04.567Z",
            s3: { bucket: { name: RAW_BUCKET }, object: { key } },
          },
        ],
      },
      projector: streamBatch(runEvents),
      vectorizer: {
        source: "paperledger",
        "detail-type": "paper-batch.batch-done",
        detail: runEvents.filter(({ type }) => type === "batch-done").map(detailOf)[0],
      },
    },
    quiet: laptop.quiet,
    stop: laptop.stop,
  };
}
