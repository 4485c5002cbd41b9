import { timestamp } from "@paperledger/core/papers/paper";
import type { Continuations } from "@paperledger/core/runs/continuation";
import { type AttemptNotes, type EndToNote, interruptionBy } from "@paperledger/core/runs/note-attempts";
import { processBatchFile } from "@paperledger/core/runs/process-batch-file";
import type { Deadline, Processing } from "@paperledger/core/runs/processing";
import type { RunResult } from "@paperledger/core/runs/run-result";
import type { Upload } from "./uploads.ts";

/** The stores that an upload is processed with, and the way to the next invocation. */
export interface UploadProcessing {
  readonly processing: Processing;
  readonly continuations: Continuations;
  readonly attempts: AttemptNotes;
}

/** The invocation that processes an upload. */
export interface UploadInvocation {
  readonly deadline: Deadline;
  readonly functionName: string;
  readonly requestId: string;
}

/**
 * Processes one batch file as far as this invocation gets, hands its run to the next invocation if the deadline came
 * first, and notes the attempt.
 *
 * @throws the errors of `processBatchFile` and of the hand-over: then the event has to be delivered again
 */
export async function processUpload(
  { file, idleInvocations = 0, beganAt: chainBeganAt }: Upload,
  { processing, continuations, attempts }: UploadProcessing,
  { deadline, functionName, requestId }: UploadInvocation,
): Promise<RunResult> {
  const beganAt = chainBeganAt ?? timestamp(processing.now());
  const attempt = attempts.begin(file.traceId, requestId);
  try {
    const result = await processBatchFile(file, processing, { deadline, idleInvocations, beganAt });
    if (result.status === "running")
      await continuations.handOn(functionName, {
        file,
        idleInvocations: result.idle_invocations ?? 0,
        beganAt,
      });
    await attempt.end(endOf(result));
    return result;
  } catch (error) {
    await attempt.end({ kind: "interrupted", by: interruptionBy(error) });
    throw error;
  }
}

const endOf = ({ status, idle_invocations = 0, record_number = 0 }: RunResult): EndToNote =>
  status === "running"
    ? { kind: "handed-on", idleInvocations: idle_invocations, recordNumber: record_number }
    : { kind: "ended", status };
