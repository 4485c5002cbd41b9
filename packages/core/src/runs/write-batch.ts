import type { BatchDone } from "@paperledger/events/run-event";
import type { BatchFile } from "../batch-files/batch-file.ts";
import { batchOutcome } from "../batches/batch-outcome.ts";
import type { Batch } from "../batches/form-batches.ts";
import type { UpsertOutcome } from "../papers/paper-store.ts";
import { appendEvent } from "./append-event.ts";
import type { Processing } from "./process-batch-file.ts";
import { batchDoneEvent } from "./run-event-of.ts";

/**
 * Upserts a batch's papers, keeps its rejects, and appends its batch-done. Gives the batch-done that the log holds:
 * another attempt's, where that was first.
 *
 * @param signal that nobody waits for it any longer, so that it need not be tried again
 */
export async function writeBatch(
  file: BatchFile,
  batch: Batch,
  processing: Processing,
  signal?: AbortSignal,
): Promise<BatchDone> {
  const startedAtMs = processing.now().getTime();
  const upserts = await upsertPapers(batch, processing, signal);
  signal?.throwIfAborted();
  const { rejects, ...outcome } = batchOutcome(batch, upserts, file.key);
  const reject_key =
    rejects.length > 0 ? await processing.rejects.put(file.traceId, batch.seq, rejects) : null;
  signal?.throwIfAborted();
  const batch_ms = Math.max(0, processing.now().getTime() - startedAtMs);

  const first = batch.records[0]?.number ?? batch.position.record_number + 1;
  const data: BatchDone = {
    ...outcome,
    records: { first, last: batch.position.record_number },
    batch_ms,
    position: batch.position,
    cut: false,
    restart_point: null,
    reject_key,
  };
  const stored = await appendEvent(
    batchDoneEvent(file.traceId, batch.seq, data, processing.now()),
    processing,
  );
  return stored.data;
}

async function upsertPapers(
  { records }: Batch,
  { papers }: Processing,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, UpsertOutcome>> {
  const versions = records.flatMap(({ content }) => (content.kind === "paper" ? [content.paper] : []));
  if (versions.length === 0) return new Map();
  const outcomes = await papers.upsert(versions, signal);
  return new Map(
    versions.flatMap(({ record_number }, index) => {
      const outcome = outcomes[index];
      return outcome ? [[record_number, outcome] as const] : [];
    }),
  );
}
