import type { BatchDone, RestartPointData, RunEventOf } from "@paperledger/events/run-event";
import type { BatchFile } from "../batch-files/batch-file.ts";
import { batchOutcome } from "../batches/batch-outcome.ts";
import type { Batch } from "../batches/form-batches.ts";
import type { UpsertOutcome } from "../papers/paper-store.ts";
import { appendEvent } from "./append-event.ts";
import type { BatchFacts } from "./input-facts.ts";
import type { Processing } from "./processing.ts";
import { batchDoneEvent } from "./run-event-of.ts";

/** Returns the parts of a batch-done that do not depend on the outcomes of the records. */
export const factsOf = ({ records, position }: Batch): BatchFacts => ({
  records: { first: records[0]?.number ?? position.record_number + 1, last: position.record_number },
  position,
  processed: records.length,
  bytes: records.reduce((sum, { bytes }) => sum + bytes, 0),
});

/**
 * Upserts a batch's papers, stores its rejects, and appends its batch-done, in this order.
 *
 * @param restartPoint the last restart point before the batch's end
 * @param signal aborts when nobody waits for the batch any more. Then no further request is sent
 * @returns the batch-done in the log. It is the one of another attempt if that attempt was first
 */
export async function writeBatch(
  file: BatchFile,
  batch: Batch,
  processing: Processing,
  { restartPoint, signal }: { readonly restartPoint: RestartPointData | null; readonly signal: AbortSignal },
): Promise<RunEventOf<"batch-done">> {
  const startedAtMs = processing.now().getTime();
  const upserts = await upsertPapers(batch, processing, signal);
  signal.throwIfAborted();
  const { rejects, ...outcome } = batchOutcome(batch, upserts, file.key);
  const facts = factsOf(batch);
  const rejectedBatch = { traceId: file.traceId, seq: batch.seq, ...facts.records };
  const reject_key = rejects.length > 0 ? await processing.rejects.put(rejectedBatch, rejects) : null;
  signal.throwIfAborted();

  const data: BatchDone = {
    ...outcome,
    ...facts,
    batch_ms: Math.max(0, processing.now().getTime() - startedAtMs),
    cut: batch.cut,
    restart_point: restartPoint,
    reject_key,
  };
  return appendEvent(batchDoneEvent(file.traceId, batch.seq, data, processing.now()), processing, signal);
}

async function upsertPapers(
  { records }: Batch,
  { papers }: Processing,
  signal: AbortSignal,
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
