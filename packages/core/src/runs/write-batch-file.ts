import type { Readable } from "node:stream";
import type { Position } from "@paperledger/events/run-event";
import { pMapIterable } from "p-map";
import { type BatchFile, BatchFileError } from "../batch-files/batch-file.ts";
import { countedSources } from "../batches/counted-sources.ts";
import { type Batch, formBatches } from "../batches/form-batches.ts";
import { inOrderPerPaper } from "../batches/in-order-per-paper.ts";
import { markRepeats } from "../batches/mark-repeats.ts";
import type { ReadRecord } from "../batches/read-record.ts";
import { readRecords } from "../batches/read-records.ts";
import { decompress } from "../compression/decompress.ts";
import { openRecords } from "../formats/open-records.ts";
import type { Processing } from "./process-batch-file.ts";
import { type RunProgress, type RunTotals, withBatch } from "./run-progress.ts";
import { writeBatch } from "./write-batch.ts";

/** How far the writing of a file came. */
export interface Reach {
  readonly totals: RunTotals;
  readonly position: Position;
  readonly end:
    | { readonly kind: "completed"; readonly format: string; readonly compression: string }
    | { readonly kind: "time-is-up" }
    | { readonly kind: "failed"; readonly error: BatchFileError };
}

/**
 * Writes a file's batches from where its run stands: to its end, up to where it can be read no further, or until the
 * time is up.
 *
 * @throws whatever the stores throw when they cannot be asked
 */
export async function writeBatchFile(
  file: BatchFile,
  progress: RunProgress,
  processing: Processing,
  isTimeUp: () => boolean,
): Promise<Reach> {
  const { batchFiles, formats, limits, papers } = processing;
  let { totals } = progress;
  let { position } = progress.reached;
  let body: Readable | undefined;
  try {
    body = await batchFiles.open(file);
    const { compression, content } = await decompress(body, limits);
    const context = { batchTimestamp: file.batchTimestamp, maxRecordBytes: limits.maxRecordBytes };
    const { format, records } = await openRecords(content, context, formats);
    const refusal = papers.refusal.bind(papers);
    const countedAs = countedSources(progress.sources);
    const reading = { file, format, context, refusal, countedAs };
    const read = endAtError(readRecords(records, position.record_number, reading));

    const batches = untilTimeIsUp(formBatches(markRepeats(read.records), progress.reached.seq + 1), isTimeUp);
    for await (const written of writeBatches(file, batches.batches, progress, processing)) {
      position = written.position;
      if (written.data) totals = withBatch(totals, written.data);
    }
    if (batches.wasCut()) return { totals, position, end: { kind: "time-is-up" } };
    const error = read.error();
    if (error) return { totals, position, end: { kind: "failed", error } };
    return { totals, position, end: { kind: "completed", format: format.name, compression } };
  } catch (error) {
    if (!(error instanceof BatchFileError)) throw error;
    return { totals, position, end: { kind: "failed", error } };
  } finally {
    body?.destroy();
  }
}

/** Writes batches side by side, and tells of each in file order: what its batch-done says, or null where it is in the log. */
const writeBatches = (
  file: BatchFile,
  batches: AsyncIterable<Batch>,
  progress: RunProgress,
  processing: Processing,
) =>
  pMapIterable(
    inOrderPerPaper(batches),
    async ({ batch, ready, done }) => {
      await ready;
      const data = progress.doneAhead.has(batch.seq) ? null : await writeBatch(file, batch, processing);
      done();
      return { position: batch.position, data };
    },
    {
      concurrency: processing.limits.batchesInFlight,
      backpressure: processing.limits.batchesInFlight * 2,
    },
  );

/** Ends the records where the file can be read no further, so that those before are still written; tells why after. */
function endAtError(records: AsyncIterable<ReadRecord>) {
  let error: BatchFileError | null = null;
  async function* upToError() {
    try {
      yield* records;
    } catch (caught) {
      if (!(caught instanceof BatchFileError)) throw caught;
      error = caught;
    }
  }
  return { records: upToError(), error: () => error };
}

/** Ends the batches when the time is up, and tells after whether it was before their own end. */
function untilTimeIsUp(batches: AsyncIterable<Batch>, isTimeUp: () => boolean) {
  let cut = false;
  async function* inTime() {
    for await (const batch of batches) {
      cut = isTimeUp();
      if (cut) return;
      yield batch;
    }
  }
  return { batches: inTime(), wasCut: () => cut };
}
