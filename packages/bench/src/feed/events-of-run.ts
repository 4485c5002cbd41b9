import { batchDoneEvent, completedEvent, startedEvent } from "@paperledger/core/runs/run-event-of";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { newBatchFile } from "./batch-file-of.ts";
import { entryId } from "./feed-entry.ts";

const BATCH = 25;
const RECORD_BYTES = 2_000;

/** Returns the events of a new run: its start, batches of 25 new papers, and its end. */
export function eventsOfRun(count: number): {
  readonly traceId: TraceId;
  readonly events: readonly RunEvent[];
} {
  const { traceId, bucket, key, batchTimestamp } = newBatchFile(0);
  const at = new Date();
  const batches = Math.max(0, count - 2);
  const start = { bucket, key, size_bytes: batches * BATCH * RECORD_BYTES, batch_timestamp: batchTimestamp };
  const counted = (papers: number) => ({ processed: papers, upserted: papers, duplicate: 0, rejected: 0 });
  const events = Array.from({ length: batches }, (_, index) =>
    batchDoneEvent(
      traceId,
      index + 1,
      {
        ...counted(BATCH),
        upserted_ids: Array.from({ length: BATCH }, (_, nth) => `arxiv:${entryId(index * BATCH + nth)}`),
        by_source: { arxiv: { ...counted(BATCH), bytes: BATCH * RECORD_BYTES } },
        records: { first: index * BATCH + 1, last: (index + 1) * BATCH },
        previous: {},
        rejected_by_reason: {},
        cut: false,
        restart_point: null,
        bytes: BATCH * RECORD_BYTES,
        batch_ms: 20,
        position: { record_number: (index + 1) * BATCH, byte_offset: (index + 1) * BATCH * RECORD_BYTES },
        reject_key: null,
      },
      at,
    ),
  );
  const end = {
    ...counted(batches * BATCH),
    batches,
    bytes: start.size_bytes,
    format: "arxiv-atom",
    compression: "gzip",
    reader_revision: 1,
  };
  return {
    traceId,
    events: [startedEvent(traceId, start, at), ...events, completedEvent(traceId, end, at)].slice(0, count),
  };
}
