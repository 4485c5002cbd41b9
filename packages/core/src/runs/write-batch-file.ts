import type { Readable } from "node:stream";
import type { Position } from "@paperledger/events/run-event";
import { pMapIterable } from "p-map";
import { type BatchFile, BatchFileError, type BatchFileStore } from "../batch-files/batch-file.ts";
import { boundedBytes } from "../batches/bounded-bytes.ts";
import { countedSources } from "../batches/counted-sources.ts";
import { type Batch, formBatches } from "../batches/form-batches.ts";
import { inOrderPerPaper } from "../batches/in-order-per-paper.ts";
import { markRepeats } from "../batches/mark-repeats.ts";
import type { ReadRecord } from "../batches/read-record.ts";
import { readRecords } from "../batches/read-records.ts";
import { decompress } from "../compression/decompress.ts";
import { openRecords } from "../formats/open-records.ts";
import type { Processing, Turn } from "./process-batch-file.ts";
import { type RunProgress, type RunTotals, withBatch } from "./run-progress.ts";
import { sourceTimeOf } from "./source-time.ts";
import { orTooLate, TooLateError, untilTooLate, watchTooLate } from "./too-late.ts";
import { writeBatch } from "./write-batch.ts";

/** How far the writing of a file came. */
export interface Reach {
  readonly totals: RunTotals;
  readonly position: Position;
  readonly end:
    | {
        readonly kind: "completed";
        readonly format: string;
        readonly readerRevision: number;
        readonly compression: string;
      }
    | { readonly kind: "time-is-up" }
    | { readonly kind: "failed"; readonly error: BatchFileError };
}

/**
 * Writes a file's batches from where its run stands: to its end, up to where it can be read no further, or until the
 * time is up. Then no other batch is begun, and those under way are waited for, until it is too late for that as well.
 *
 * @throws whatever the stores throw when they cannot be asked
 */
export async function writeBatchFile(
  file: BatchFile,
  progress: RunProgress,
  processing: Processing,
  { isTimeUp, isTooLate = () => false }: Pick<Turn, "isTimeUp" | "isTooLate">,
): Promise<Reach> {
  const { batchFiles, formats, limits, papers } = processing;
  let { totals } = progress;
  let { position } = progress.reached;
  let body: Readable | undefined;
  /** Of a batch behind one that is still waited for. */
  let failure: { readonly error: unknown } | undefined;
  using late = watchTooLate(isTooLate);
  const { signal } = late;
  try {
    body = await orTooLate(openInTime(file, batchFiles, signal), signal);
    const uncompressed = await orTooLate(decompress(body, { ...limits, formats }), signal);
    const { compression } = uncompressed;
    const content = untilTooLate(uncompressed.content, isTooLate, signal);
    const batchTimestamp = await sourceTimeOf(file, processing.eventLog);
    const context = { batchTimestamp, maxRecordBytes: limits.maxRecordBytes };
    const { format, records } = await openRecords(content, context, formats);
    const refusal = papers.refusal.bind(papers);
    const countedAs = countedSources(progress.sources);
    const reading = { file, format, context, refusal, countedAs };
    const read = endAtError(readRecords(records, position.record_number, reading));

    const batches = untilTimeIsUp(formBatches(markRepeats(read.records), progress.reached.seq + 1), isTimeUp);
    const keep = (error: unknown): never => {
      if (!signal.aborted) failure ??= { error };
      throw error;
    };
    const write = async (batch: Batch) => {
      const data = await writeBatch(file, batch, processing, signal).catch(keep);
      totals = withBatch(totals, data);
    };
    for await (const reached of writeBatches(batches.batches, { progress, processing, signal, write }))
      position = reached;
    if (batches.wasCut()) return { totals, position, end: { kind: "time-is-up" } };
    const error = read.error();
    if (error) return { totals, position, end: { kind: "failed", error } };
    const { name, readerRevision } = format;
    return { totals, position, end: { kind: "completed", format: name, readerRevision, compression } };
  } catch (error) {
    if (error instanceof TooLateError && failure) throw failure.error;
    if (error instanceof TooLateError) return { totals, position, end: { kind: "time-is-up" } };
    if (!(error instanceof BatchFileError)) throw error;
    return { totals, position, end: { kind: "failed", error } };
  } finally {
    body?.destroy();
  }
}

/** Opens a file. Where that comes when it is too late, nobody reads it. */
async function openInTime(
  file: BatchFile,
  batchFiles: BatchFileStore,
  signal: AbortSignal,
): Promise<Readable> {
  const body = await batchFiles.open(file);
  if (signal.aborted) body.destroy();
  return body;
}

interface Writing {
  readonly progress: RunProgress;
  readonly processing: Processing;
  readonly signal: AbortSignal;
  readonly write: (batch: Batch) => Promise<void>;
}

/** Writes batches side by side but for those in the log, and tells how far it is, in file order. */
const writeBatches = (
  batches: AsyncIterable<Batch>,
  { progress, processing: { limits }, signal, write }: Writing,
) =>
  pMapIterable(
    boundedBytes(inOrderPerPaper(batches)),
    async ({ batch, ready, done }) => {
      await orTooLate(ready, signal);
      if (!progress.doneAhead.has(batch.seq)) await orTooLate(write(batch), signal);
      done();
      return batch.position;
    },
    { concurrency: limits.batchesInFlight, backpressure: limits.batchesInFlight * 2 },
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
