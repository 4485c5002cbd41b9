import type { Readable } from "node:stream";
import type { Failed, Position, RunEvent } from "@paperledger/events/run-event";
import { pMapIterable } from "p-map";
import { type BatchFile, BatchFileError, type BatchFileStore } from "../batch-files/batch-file.ts";
import { countedSources } from "../batches/counted-sources.ts";
import { type Batch, formBatches } from "../batches/form-batches.ts";
import { inOrderPerPaper } from "../batches/in-order-per-paper.ts";
import { markRepeats } from "../batches/mark-repeats.ts";
import type { ReadRecord } from "../batches/read-record.ts";
import { readRecords } from "../batches/read-records.ts";
import { decompress } from "../compression/decompress.ts";
import type { Format } from "../formats/format.ts";
import { openRecords } from "../formats/open-records.ts";
import type { PaperStore } from "../papers/paper-store.ts";
import type { RejectStore } from "../rejects/reject.ts";
import { appendEvent } from "./append-event.ts";
import type { EventLog } from "./event-log.ts";
import { completedEvent, failedEvent, startedEvent } from "./run-event-of.ts";
import { type RunProgress, type RunTotals, runProgress, withBatch } from "./run-progress.ts";
import { type RunResult, runResult } from "./run-result.ts";
import { writeBatch } from "./write-batch.ts";

/** What the processing of a batch file rests on. */
export interface Processing {
  readonly batchFiles: BatchFileStore;
  readonly papers: PaperStore;
  readonly rejects: RejectStore;
  readonly eventLog: EventLog;
  readonly formats: readonly Format[];
  readonly limits: ProcessingLimits;
  readonly now: () => Date;
  /** Told of each event of the run as soon as the log holds it. */
  readonly onEvent?: (event: RunEvent) => void;
}

export interface ProcessingLimits {
  /** Batches that are written side by side. */
  readonly batchesInFlight: number;
  /** A longer record is rejected, not held in memory. */
  readonly maxRecordBytes: number;
  /** A file that uncompresses to more is failed there: a gzip bomb ends at this. */
  readonly maxUncompressedBytes: number;
}

/**
 * Processes a batch file from where its run stands to its end: completed, or failed where the file as a whole cannot
 * be read (further). A run that is completed answers from the log. Doing it again, or twice at once, ends the same:
 * every write is conditioned, and of two events for one place in the log the first stays.
 *
 * @throws whatever the stores throw when they cannot be asked: then process the file again, and the run resumes
 */
export async function processBatchFile(file: BatchFile, processing: Processing): Promise<RunResult> {
  const startedAtMs = processing.now().getTime();
  const result = (totals: RunTotals, failure: Failed | null) =>
    runResult(file, totals, failure, { startedAtMs, endedAtMs: processing.now().getTime() });

  const progress = await runProgress(processing.eventLog.eventsOf(file.traceId));
  if (progress.isCompleted) return result(progress.totals, null);
  if (!progress.isStarted) await appendEvent(startOf(file, processing.now()), processing);

  const { totals, position, end } = await writeToTheEnd(file, progress, processing);
  if (end.kind === "completed") {
    const { format, compression } = end;
    const { processed, upserted, duplicate, failed, batches, bytes } = totals;
    const data = { processed, upserted, duplicate, failed, batches, bytes, format, compression };
    await appendEvent(completedEvent(file.traceId, data, processing.now()), processing);
    return result(totals, null);
  }
  const failure: Failed = {
    reason: end.error.reason,
    message: `${file.key}: ${end.error.message}`,
    position,
  };
  if (!isSameFailure(failure, progress.lastFailure))
    await appendEvent(failedEvent(file.traceId, progress.failures, failure, processing.now()), processing);
  return result(totals, failure);
}

interface Reach {
  readonly totals: RunTotals;
  readonly position: Position;
  readonly end:
    | { readonly kind: "completed"; readonly format: string; readonly compression: string }
    | { readonly kind: "failed"; readonly error: BatchFileError };
}

async function writeToTheEnd(file: BatchFile, progress: RunProgress, processing: Processing): Promise<Reach> {
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

    const batches = formBatches(markRepeats(read.records), progress.reached.seq + 1);
    for await (const written of writeBatches(file, batches, progress, processing)) {
      position = written.position;
      if (written.data) totals = withBatch(totals, written.data);
    }
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
      try {
        await ready;
        const data = progress.doneAhead.has(batch.seq) ? null : await writeBatch(file, batch, processing);
        return { position: batch.position, data };
      } finally {
        done();
      }
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

function startOf(file: BatchFile, at: Date): RunEvent {
  return startedEvent(
    file.traceId,
    {
      bucket: file.bucket,
      key: file.key,
      ...(file.versionId !== undefined && { version_id: file.versionId }),
      ...(file.etag !== undefined && { etag: file.etag }),
      size_bytes: file.sizeBytes,
      batch_timestamp: file.batchTimestamp,
    },
    at,
  );
}

const isSameFailure = (failure: Failed, last: Failed | null) =>
  last?.reason === failure.reason && last.message === failure.message;
