import {
  batchDoneEvent,
  completedEvent,
  failedEvent,
  startedEvent,
} from "@paperledger/core/runs/run-event-of";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { RAW_BUCKET } from "@paperledger/local/laptop-names";

const POSITION = { record_number: 25, byte_offset: 50_000 };
const COUNTS = { processed: 25, upserted: 25, duplicate: 0, rejected: 0 };

/** Returns the events of a short run: its start, one batch, and its end. */
export function eventsOfShortRun(
  traceId: TraceId,
  nth: number,
  at: Date,
  end: "completed" | "failed" = "completed",
): readonly RunEvent[] {
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
  const batch = {
    ...COUNTS,
    upserted_ids: Array.from({ length: 25 }, (_, index) => `arxiv:${nth}.${index}`),
    records: { first: 1, last: 25 },
    previous: {},
    rejected_by_reason: {},
    by_source: { arxiv: { ...COUNTS, bytes: 50_000, rejected_by_reason: {} } },
    bytes: 50_000,
    batch_ms: 40,
    position: POSITION,
    cut: false,
    restart_point: null,
    reject_key: null,
  };
  const begun = {
    bucket: RAW_BUCKET,
    key: `raw-data/bench/papers-${nth}.gz`,
    size_bytes: 9_000,
    batch_timestamp: at.toISOString(),
  };
  const whole = {
    ...COUNTS,
    batches: 1,
    bytes: 50_000,
    format: "arxiv-atom",
    compression: "gzip",
    reader_revision: 1,
  };
  const failure = { reason: "truncated", message: "the file ends too early", position: POSITION, batches: 1 };
  return [
    startedEvent(traceId, begun, at),
    batchDoneEvent(traceId, 1, batch, after(1)),
    end === "failed" ? failedEvent(traceId, 0, failure, after(2)) : completedEvent(traceId, whole, after(2)),
  ];
}
