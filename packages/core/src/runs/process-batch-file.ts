import type { Failed, Position, RunEvent } from "@paperledger/events/run-event";
import type { BatchFile, BatchFileStore } from "../batch-files/batch-file.ts";
import type { Format } from "../formats/format.ts";
import type { Timestamp } from "../papers/paper.ts";
import type { PaperStore } from "../papers/paper-store.ts";
import type { RejectStore } from "../rejects/reject.ts";
import { appendEvent } from "./append-event.ts";
import type { EventLog } from "./event-log.ts";
import { redriveOf } from "./redrives.ts";
import { completedEvent, failedEvent, startedEvent } from "./run-event-of.ts";
import { type RunTotals, runProgress } from "./run-progress.ts";
import { type Ending, type RunResult, runResult } from "./run-result.ts";
import { writeBatchFile } from "./write-batch-file.ts";

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
  /** A run that is not at its end after invocations that take so long together is failed: an end to what it may cost. */
  readonly maxFileMs: number;
}

/** What an invocation may do of a run. */
export interface Turn {
  /** Asked before each batch: whether the invocation is to end now. */
  readonly isTimeUp: () => boolean;
  /** Asked now and then: whether not even what is under way can be waited for. Never, unless given. */
  readonly isTooLate?: () => boolean;
  /** How many invocations just before this one did no batch of this run. */
  readonly idleInvocations: number;
  /** When the first of the invocations began that this one goes on from; it is the first itself, unless given. */
  readonly beganAt?: Timestamp;
}

const NO_END_OF_TIME: Turn = { isTimeUp: () => false, idleInvocations: 0 };

export const MAX_IDLE_INVOCATIONS = 3;

const NO_PROGRESS = {
  reason: "no-progress",
  message:
    `not one batch was done in ${MAX_IDLE_INVOCATIONS} invocations: give the processor more time or memory, ` +
    "or look for what holds it up, then deliver the event again",
};

const tooLong = ({ maxFileMs }: ProcessingLimits, { record_number }: Position) => ({
  reason: "too-long",
  message:
    `after ${maxFileMs} ms it is at record ${record_number}: deliver the event again, and it goes on from there, for as long once ` +
    "more; raise MAX_FILE_MS where files may take longer",
});

/**
 * Processes a batch file from where its run stands to its end: completed, or failed where the file as a whole cannot
 * be read (further). A run that is completed answers from the log. Doing it again, or twice at once, ends the same:
 * every write is conditioned, and of two events for one place in the log the first stays.
 *
 * Where the time is up before the end, it stops at the end of a batch and answers `running`: then process the file
 * again. Where it is too late, it does not wait for batches under way either: what they still write is what they would
 * write again. A run of which no batch was done for {@link MAX_IDLE_INVOCATIONS} invocations in a row is failed, and so is one
 * that has taken longer than a file may.
 *
 * @throws whatever the stores throw when they cannot be asked: then process the file again, and the run resumes
 */
export async function processBatchFile(
  file: BatchFile,
  processing: Processing,
  turn: Turn = NO_END_OF_TIME,
): Promise<RunResult> {
  const startedAtMs = processing.now().getTime();
  const result = (totals: RunTotals, ending: Ending) =>
    runResult(file, totals, ending, { startedAtMs, endedAtMs: processing.now().getTime() });

  const progress = await runProgress(processing.eventLog.eventsOf(file.traceId));
  if (progress.isCompleted) return result(progress.totals, { status: "completed" });
  if (!progress.isStarted) await appendEvent(startOf(file, processing.now()), processing);

  const { totals, position, end } = await writeBatchFile(file, progress, processing, turn);
  const idle = totals.batches > progress.totals.batches ? 0 : turn.idleInvocations + 1;
  const tookMs = processing.now().getTime() - (turn.beganAt ? Date.parse(turn.beganAt) : startedAtMs);
  const isTooLong = tookMs > processing.limits.maxFileMs;
  if (end.kind === "time-is-up" && idle < MAX_IDLE_INVOCATIONS && !isTooLong)
    return result(totals, { status: "running", idleInvocations: idle });

  if (end.kind === "completed") {
    const { format, compression, readerRevision } = end;
    const { processed, upserted, duplicate, rejected, batches, bytes } = totals;
    const reader = { format, compression, reader_revision: readerRevision };
    const data = { processed, upserted, duplicate, rejected, batches, bytes, ...reader };
    await appendEvent(completedEvent(file.traceId, data, processing.now()), processing);
    return result(totals, { status: "completed" });
  }

  const giveUp = isTooLong ? tooLong(processing.limits, position) : NO_PROGRESS;
  const { reason, message } = end.kind === "failed" ? end.error : giveUp;
  const failure: Failed = { reason, message: `${file.key}: ${message}`, position, batches: totals.batches };
  if (!isSameFailure(failure, progress.lastFailure))
    await appendEvent(failedEvent(file.traceId, progress.failures, failure, processing.now()), processing);
  return result(totals, { status: "failed", failure });
}

function startOf(file: BatchFile, at: Date): RunEvent {
  const redrive_of = redriveOf(file.key);
  return startedEvent(
    file.traceId,
    {
      bucket: file.bucket,
      key: file.key,
      ...(file.versionId !== undefined && { version_id: file.versionId }),
      ...(file.etag !== undefined && { etag: file.etag }),
      size_bytes: file.sizeBytes,
      batch_timestamp: file.batchTimestamp,
      ...(redrive_of !== undefined && { redrive_of }),
    },
    at,
  );
}

const isSameFailure = (failure: Failed, last: Failed | null) =>
  last?.reason === failure.reason && last.message === failure.message && last.batches === failure.batches;
