import type { BatchDone, RunEvent } from "@paperledger/events/run-event";
import { batchDoneEvent, completedEvent, failedEvent, startedEvent } from "../runs/run-event-of.ts";
import { traceIdOf } from "../trace-ids/trace-id.ts";
import { emptyRun, foldEvent, type RunStatistics } from "./run-statistics.ts";

export interface RunToMake {
  /** The time at which the run's file was uploaded. */
  readonly at?: string;
  readonly key?: string;
  readonly batches?: readonly Partial<BatchDone>[];
  readonly end?: "running" | "completed" | "failed";
}

/** Returns the events of a run, a second apart. */
export function eventsOfRun({
  at = "2025-03-01T12:00:00.000Z",
  key = "raw-data/2025-03-01/papers-1.xml.gz",
  batches = [{}],
  end = "completed",
}: RunToMake = {}): readonly RunEvent[] {
  const eventTimeMs = Date.parse(at);
  const traceId = traceIdOf({ bucket: "raw", key, version: "1", eventTimeMs });
  const after = (seconds: number) => new Date(eventTimeMs + seconds * 1000);
  const position = { record_number: 20, byte_offset: 60_000 };
  const started = { bucket: "raw", key, size_bytes: 20_000, batch_timestamp: at };
  const done: BatchDone = {
    processed: 20,
    upserted: 15,
    duplicate: 4,
    rejected: 1,
    records: { first: 1, last: 20 },
    previous: {},
    rejected_by_reason: { "no-id": 1 },
    cut: false,
    restart_point: null,
    upserted_ids: ["arxiv:2401.90001"],
    by_source: { arxiv: { processed: 20, upserted: 15, duplicate: 4, rejected: 1, bytes: 60_000 } },
    bytes: 60_000,
    batch_ms: 40,
    position,
    reject_key: null,
  };
  const written = batches.map((batch, nth) =>
    batchDoneEvent(traceId, nth + 1, { ...done, ...batch }, after(nth + 2)),
  );
  const sum = (count: "processed" | "upserted" | "duplicate" | "rejected" | "bytes") =>
    written.reduce((total, { data }) => total + data[count], 0);
  const last = after(batches.length + 2);
  const ends = {
    running: [],
    completed: [
      completedEvent(
        traceId,
        {
          processed: sum("processed"),
          upserted: sum("upserted"),
          duplicate: sum("duplicate"),
          rejected: sum("rejected"),
          bytes: sum("bytes"),
          batches: batches.length,
          format: "arxiv-atom",
          compression: "gzip",
          reader_revision: 1,
        },
        last,
      ),
    ],
    failed: [
      failedEvent(
        traceId,
        0,
        { reason: "truncated", message: `${key} ends too early`, position, batches: batches.length },
        last,
      ),
    ],
  };
  return [startedEvent(traceId, started, after(1)), ...written, ...ends[end]];
}

/** Returns the statistics of a run with these events. */
export function runOf(run: RunToMake = {}): RunStatistics {
  const events = eventsOfRun(run);
  return events.reduce(foldEvent, emptyRun(events[0]?.metadata.trace_id ?? ""));
}
