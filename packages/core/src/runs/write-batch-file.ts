import type { Position } from "@paperledger/events/run-event";
import { pMapIterable } from "p-map";
import { type BatchFile, BatchFileError } from "../batch-files/batch-file.ts";
import type { OpenBatchFile } from "../batch-files/open-batch-file.ts";
import { restartData } from "../batch-files/restart-data.ts";
import { boundedBytes } from "../batches/bounded-bytes.ts";
import { countedSources } from "../batches/counted-sources.ts";
import { type Batch, formBatches } from "../batches/form-batches.ts";
import { inOrderPerPaper } from "../batches/in-order-per-paper.ts";
import { mapped } from "../batches/mapped.ts";
import { LOOK_AHEAD, markRepeats } from "../batches/mark-repeats.ts";
import type { ReadRecord } from "../batches/read-record.ts";
import { readRecords } from "../batches/read-records.ts";
import { untilAborted } from "../deadlines/until-aborted.ts";
import type { FormatContext } from "../formats/format.ts";
import { isSameBatch } from "./input-facts.ts";
import type { Processing } from "./processing.ts";
import { type Deadline, DeadlinePassedError } from "./processing.ts";
import type { RunFold } from "./run-fold.ts";
import { factsOf, writeBatch } from "./write-batch.ts";

/**
 * Writes all batches of an open file that the run does not have yet, and adds each batch-done to the run. Batches are written
 * side by side. Batches with the same paper are written one after another.
 *
 * @throws BatchFileError if the file cannot be read to its end. All records before that place are written first
 * @throws DeadlinePassedError if the deadline comes first. It waits for batches in flight as long as the deadline allows
 * @throws AttemptOvertakenError, or the stores' own errors: then process the file again
 */
export async function writeBatchFile(
  file: BatchFile,
  { open, context }: { readonly open: OpenBatchFile; readonly context: FormatContext },
  run: RunFold,
  processing: Processing,
  { beginNoMore, stopWaiting }: Deadline,
): Promise<void> {
  const firstSeq = run.reachedSeq + 1;
  const logged = new Map(run.doneAhead);
  const countedAs = countedSources(run.sources);
  const refusal = processing.papers.refusal.bind(processing.papers);
  const { format } = open;

  let recordsRead = run.readFrom.position.record_number;
  const counted = mapped(open.records, (record) => {
    recordsRead = record.number;
    return record;
  });
  const reached = run.reached.record_number;
  const isWritten = (record: number) =>
    record <= reached ||
    [...logged.values()].some(({ records }) => records.first <= record && record <= records.last);
  const read = readRecords(counted, { file, format, context, refusal, countedAs });
  const marked = recordsAfter(run.reached, markRepeats(read, LOOK_AHEAD, isWritten));
  const batches = formBatches(marked, firstSeq, logged);
  const attempt = new AbortController();
  const signal = AbortSignal.any([stopWaiting, attempt.signal]);

  /** The first error of a store. It is kept so that the deadline's error does not hide it. */
  let storeError: { readonly error: unknown } | undefined;
  const write = async (batch: Batch) => {
    const restart = open.restartBefore(batch.position);
    const restartPoint = restart ? restartData(restart) : null;
    try {
      run.add(await writeBatch(file, batch, processing, { restartPoint, signal }));
    } catch (error) {
      if (!signal.aborted) storeError ??= { error };
      throw error;
    }
  };
  const written = pMapIterable(
    boundedBytes(inOrderPerPaper(batches)),
    async ({ batch, ready, done }) => {
      await untilAborted(ready, signal);
      const known = logged.get(batch.seq);
      if (known && !isSameBatch(known, factsOf(batch))) throw otherBatches(batch);
      if (!known) {
        beginNoMore.throwIfAborted();
        await untilAborted(write(batch), signal);
      }
      done();
      return batch;
    },
    { concurrency: processing.limits.batchesInFlight, backpressure: processing.limits.batchesInFlight * 2 },
  );
  try {
    for await (const _ of written);
    checkAllAccountedFor(run, recordsRead);
  } catch (error) {
    if (error instanceof DeadlinePassedError && storeError) throw storeError.error;
    throw error;
  } finally {
    // After an error, the batches in flight send no further requests.
    attempt.abort();
  }
}

/**
 * Yields the records after the place that the run has reached.
 *
 * @throws BatchFileError `other-batches` if the last record before that place now ends at another byte
 */
async function* recordsAfter(
  { record_number, byte_offset }: Position,
  records: AsyncIterable<ReadRecord>,
): AsyncGenerator<ReadRecord> {
  for await (const record of records) {
    if (record.number > record_number) yield record;
    else if (record.number === record_number && record.endByteOffset !== byte_offset)
      throw otherRecords(record, byte_offset);
  }
}

/** @throws BatchFileError if the number of records in the log's batches differs from the number of records in the file */
function checkAllAccountedFor(run: RunFold, records: number): void {
  const { processed } = run.statistics.tally;
  if (processed === records) return;
  throw new BatchFileError(
    "other-batches",
    `the log holds batches of ${processed} records, and the file has ${records}: attempts by other versions of the ` +
      "code or the file are mixed. Upload the batch file again, as a new run",
  );
}

const otherRecords = ({ number, endByteOffset }: ReadRecord, byteOffset: number) =>
  new BatchFileError(
    "other-batches",
    `record ${number}, up to which the run is done, ended at byte ${byteOffset} and now ends at byte ${endByteOffset}: ` +
      "the file, the code or MAX_RECORD_BYTES changed since. Upload the batch file again, as a new run",
  );

const otherBatches = ({ seq, records: [first] }: Batch) =>
  new BatchFileError(
    "other-batches",
    `the log holds other records as batch ${seq} than this attempt, which begins it at record ${first?.number}: ` +
      "the file or the code changed since. Upload the batch file again, as a new run",
  );
