import type { Failed, RunEvent } from "@paperledger/events/run-event";
import { type BatchFile, BatchFileError } from "../batch-files/batch-file.ts";
import { type OpenBatchFile, openBatchFile } from "../batch-files/open-batch-file.ts";
import { restartOf } from "../batch-files/restart-data.ts";
import { tooLongToSkip } from "../batch-files/skipping.ts";
import { untilAborted } from "../deadlines/until-aborted.ts";
import { appendEvent } from "./append-event.ts";
import { PassedOver } from "./passed-over.ts";
import type { Invocation, Processing } from "./processing.ts";
import { DeadlinePassedError, NO_DEADLINE } from "./processing.ts";
import { redriveOf } from "./redrives.ts";
import { completedEvent, failedEvent, startedEvent } from "./run-event-of.ts";
import { foldRun, type RunFold } from "./run-fold.ts";
import { type Ending, type RunResult, runResult } from "./run-result.ts";
import { sourceTimeOf } from "./source-time.ts";
import { writeBatchFile } from "./write-batch-file.ts";

/** A run fails if this many invocations in a row do no batch of it. */
export const MAX_IDLE_INVOCATIONS = 3;

const ONLY_INVOCATION: Invocation = { deadline: NO_DEADLINE, idleInvocations: 0 };

/**
 * Processes a batch file to its end. It continues where earlier attempts at the run stopped. The run ends as `completed`, or as
 * `failed` if the file cannot be read to its end. A second processing, even at the same time, has the same result: every write is
 * conditional, and the first of two events for one place in the log stays. If the run is already completed, the result comes
 * from the log.
 *
 * If the deadline comes before the end, the status is `running`. Then process the file again in another invocation. A run fails
 * if {@link MAX_IDLE_INVOCATIONS} invocations in a row do no batch of it, or if its invocations together work longer than
 * `maxFileMs`.
 *
 * @throws AttemptOvertakenError, or the stores' own errors: then process the file again, and the run resumes
 */
export async function processBatchFile(
  file: BatchFile,
  processing: Processing,
  invocation: Invocation = ONLY_INVOCATION,
): Promise<RunResult> {
  const startedAtMs = processing.now().getTime();
  const run = await foldRun(file.traceId, processing.eventLog.eventsOf(file.traceId));
  const batchesBefore = run.batches;
  const result = (ending: Ending) =>
    runResult(file, run, ending, { startedAtMs, endedAtMs: processing.now().getTime() });
  if (run.isCompleted) return result({ status: "completed" });

  try {
    await writeAndComplete(file, run, processing, invocation);
    return result({ status: "completed" });
  } catch (error) {
    if (error instanceof BatchFileError) return result(await fail(file, run, processing, error));
    if (!(error instanceof DeadlinePassedError)) throw error;
  }

  const idleInvocations = run.batches > batchesBefore ? 0 : invocation.idleInvocations + 1;
  const workedMs = (invocation.workedMs ?? 0) + processing.now().getTime() - startedAtMs;
  if (workedMs > processing.limits.maxFileMs)
    return result(await fail(file, run, processing, tooLong(processing.limits.maxFileMs, run)));
  if (idleInvocations >= MAX_IDLE_INVOCATIONS) return result(await fail(file, run, processing, NO_PROGRESS));
  return result({ status: "running", idleInvocations, workedMs, recordNumber: run.reached.record_number });
}

/** Opens the file, appends `started`, writes the missing batches, and appends `completed`. */
async function writeAndComplete(
  file: BatchFile,
  run: RunFold,
  processing: Processing,
  { deadline }: Invocation,
): Promise<void> {
  const { formats, limits, batchFiles, eventLog } = processing;
  const batchTimestamp = await untilAborted(sourceTimeOf(file, eventLog), deadline.stopWaiting);
  const { maxRecordBytes, maxUncompressedBytes } = limits;
  using passedOver = new PassedOver((counts) => processing.onPassedOver?.(file.traceId, counts));
  const context = {
    batchTimestamp,
    maxRecordBytes,
    maxUncompressedBytes,
    onPassedOver: (kind: string) => passedOver.add(kind),
  };
  const { position, restartPoint } = run.readFrom;
  const opening = openBatchFile(
    file,
    { batchFiles, formats, context, ...limits, signal: deadline.beginNoMore },
    { position, ...(restartPoint && { restart: restartOf(restartPoint) }) },
  );
  const begin = (open?: OpenBatchFile) =>
    untilAborted(start(file, run, processing, open), deadline.stopWaiting);
  using open = await opening.catch(async (error: unknown) => {
    // A file that cannot be opened has a run too, which starts and fails.
    await begin();
    throw error;
  });
  await begin(open);
  try {
    await writeBatchFile(file, { open, context }, run, processing, deadline);
  } catch (error) {
    const why = error instanceof DeadlinePassedError ? tooLongToSkip(open.skipping()) : undefined;
    throw why ? new BatchFileError(why.reason, why.message) : error;
  }

  const { processed, upserted, duplicate, rejected, batches, bytes } = run.statistics.tally;
  const data = { processed, upserted, duplicate, rejected, batches, bytes, ...readerOf(open) };
  const completed = appendEvent(completedEvent(file.traceId, data, processing.now()), processing);
  run.add(await untilAborted(completed, deadline.stopWaiting));
}

async function start(
  file: BatchFile,
  run: RunFold,
  processing: Processing,
  open?: OpenBatchFile,
): Promise<void> {
  if (run.started) return;
  run.add(await appendEvent(startOf(file, open, processing.now()), processing));
}

function startOf(file: BatchFile, open: OpenBatchFile | undefined, at: Date): RunEvent & { type: "started" } {
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
      ...(open && readerOf(open)),
    },
    at,
  );
}

const readerOf = ({ format, compression }: OpenBatchFile) => ({
  format: format.name,
  compression,
  reader_revision: format.readerRevision,
});

/** Appends a failure, unless the run's last failure has the same reason, message and number of batches. */
async function fail(
  file: BatchFile,
  run: RunFold,
  processing: Processing,
  { reason, message }: Pick<Failed, "reason" | "message">,
): Promise<Ending> {
  const failure: Failed = {
    reason,
    message: `${file.key}: ${message}`,
    position: run.reached,
    batches: run.batches,
  };
  if (!isSameFailure(failure, run.lastFailure))
    await appendEvent(failedEvent(file.traceId, run.failures, failure, processing.now()), processing);
  return { status: "failed", failure };
}

const isSameFailure = (failure: Failed, last: Failed | null) =>
  last?.reason === failure.reason && last.message === failure.message && last.batches === failure.batches;

const NO_PROGRESS = {
  reason: "no-progress",
  message:
    `no batch was done in ${MAX_IDLE_INVOCATIONS} invocations in a row: give the processor more time or memory, ` +
    "or find out what holds it up, then deliver the event again",
};

const tooLong = (maxFileMs: number, run: RunFold) => ({
  reason: "too-long",
  message:
    `after ${maxFileMs} ms of work the run is at record ${run.reached.record_number}: deliver the event again, and it continues ` +
    "from there for the same time. Raise MAX_FILE_MS if files may take longer",
});
