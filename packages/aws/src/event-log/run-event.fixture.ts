import { type TraceId, traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { type BatchDone, type RunEvent, SCHEMA_VERSION } from "@paperledger/events/run-event";

let runsMade = 0;

/** Returns the id of a run that no other test uses. */
export const newTraceId = (): TraceId =>
  traceIdOf({ bucket: "test", key: "k", version: String(++runsMade), eventTimeMs: Date.UTC(2024, 0, 2) });

/** Returns the batch-done at a place in a run's log. */
export const batchDone = (traceId: TraceId, seq: number, data: Partial<BatchDone> = {}): RunEvent => ({
  type: "batch-done",
  metadata: {
    event_id: `${traceId}:${seq}`,
    trace_id: traceId,
    seq,
    occurred_at: "2024-01-02T03:04:05.678Z",
    schema_version: SCHEMA_VERSION,
  },
  data: {
    processed: 2,
    upserted: 1,
    duplicate: 1,
    rejected: 0,
    records: { first: 2 * seq + 1, last: 2 * seq + 2 },
    previous: {},
    rejected_by_reason: {},
    cut: false,
    restart_point: null,
    upserted_ids: ["arxiv:2401.00001"],
    by_source: { arxiv: { processed: 2, upserted: 1, duplicate: 1, rejected: 0, bytes: 100 } },
    bytes: 100,
    batch_ms: 7,
    position: { record_number: 2 * seq + 2, byte_offset: 100 * seq },
    reject_key: null,
    ...data,
  },
});
