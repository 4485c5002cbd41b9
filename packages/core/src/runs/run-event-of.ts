import {
  type BatchDone,
  type Completed,
  type Failed,
  FIRST_FAILURE_SEQ,
  type RunEventOf,
  SCHEMA_VERSION,
  type Started,
} from "@paperledger/events/run-event";
import type { TraceId } from "../trace-ids/trace-id.ts";

/** The `seq` of every run's first event. */
const STARTED_SEQ = 0;

/** Returns the id of the event at a place in the log. It depends only on the place, so a retry writes the same id. */
export const eventIdOf = (traceId: TraceId, seq: number): string => `${traceId}:${seq}`;

const metadata = (traceId: TraceId, seq: number, occurredAt: Date) => ({
  event_id: eventIdOf(traceId, seq),
  trace_id: traceId,
  seq,
  occurred_at: occurredAt.toISOString(),
  schema_version: SCHEMA_VERSION,
});

export const startedEvent = (traceId: TraceId, data: Started, at: Date): RunEventOf<"started"> => ({
  type: "started",
  metadata: metadata(traceId, STARTED_SEQ, at),
  data,
});

/** Returns the event of a batch. Batch n has the `seq` n, from 1. */
export const batchDoneEvent = (
  traceId: TraceId,
  seq: number,
  data: BatchDone,
  at: Date,
): RunEventOf<"batch-done"> => ({
  type: "batch-done",
  metadata: metadata(traceId, seq, at),
  data,
});

/** Returns the `completed` event. Its `seq` is just after that of the last batch. */
export const completedEvent = (traceId: TraceId, data: Completed, at: Date): RunEventOf<"completed"> => ({
  type: "completed",
  metadata: metadata(traceId, data.batches + 1, at),
  data,
});

/** @param nth the number of this failure among the run's failures, from 0 */
export const failedEvent = (traceId: TraceId, nth: number, data: Failed, at: Date): RunEventOf<"failed"> => ({
  type: "failed",
  metadata: metadata(traceId, FIRST_FAILURE_SEQ + nth, at),
  data,
});
