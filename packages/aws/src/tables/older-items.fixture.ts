import { runDateOf, type TraceId } from "@paperledger/core/trace-ids/trace-id";

const olderCounts = { processed: 2, upserted: 1, duplicate: 0, failed: 1 };

/** Returns an event in the layout before 0.1.0, which counted failed records. */
export const olderEvent = (trace_id: TraceId, seq: number) => ({
  trace_id,
  seq,
  event_id: `${trace_id}:${seq}`,
  type: "batch-done",
  occurred_at: "2024-01-02T03:04:05.678Z",
  schema_version: 1,
  data: {
    ...olderCounts,
    upserted_ids: ["arxiv:2401.00001"],
    by_source: { arxiv: { ...olderCounts, bytes: 100 } },
    bytes: 100,
    batch_ms: 7,
    position: { record_number: 2, byte_offset: 100 },
    reject_key: null,
  },
});

const olderTally = {
  runs_started: 1,
  runs_completed: 0,
  runs_failed: 0,
  ...olderCounts,
  batches: 1,
  bytes: 100,
  batch_ms_sum: 7,
};

/** Returns the statistics of a run in this layout. */
export const olderRun = (trace_id: TraceId) => ({
  statistic_id: `run#${trace_id}`,
  revision: 1,
  trace_id,
  run_date: runDateOf(trace_id),
  run_status: "running",
  tally: { ...olderTally, batch_ms_histogram: { 7: 1 }, batch_ms_min: 7, batch_ms_max: 7 },
  by_source: {},
  applied: [[0, 1]],
});

/** Returns the total in this layout. */
export const olderTotal = { statistic_id: "total", ...olderTally, batch_ms_min: 7, batch_ms_max: 7 };
