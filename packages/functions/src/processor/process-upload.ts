import type { Continuations } from "@paperledger/core/runs/continuation";
import type { HandedOnMessages } from "@paperledger/core/runs/handed-on-messages";
import { type AttemptNotes, type EndToNote, interruptionBy } from "@paperledger/core/runs/note-attempts";
import { processBatchFile } from "@paperledger/core/runs/process-batch-file";
import type { Deadline, Processing } from "@paperledger/core/runs/processing";
import type { RunResult } from "@paperledger/core/runs/run-result";
import { type ClaimingObjects, claimedFile } from "./claimed-file.ts";
import type { Upload } from "./uploads.ts";

/** The stores that an upload is processed with, and the way to the next invocation. */
export interface UploadProcessing {
  readonly processing: Processing;
  readonly claiming: ClaimingObjects;
  readonly continuations: Continuations;
  readonly attempts: AttemptNotes;
  /** Best effort: it never throws. */
  readonly handedOnMessages: HandedOnMessages;
}

/** The invocation that processes an upload. */
export interface UploadInvocation {
  readonly deadline: Deadline;
  readonly requestId: string;
}

/**
 * Claims one batch file, processes it as far as this invocation gets, and notes the attempt. If the deadline came first, hands the run
 * to the next invocation: the continuation is sent, and then the message that brought the upload is kept as handed on. A
 * crash between the two makes two chains of one run, which end as one.
 *
 * @returns undefined, after one read, if the message was handed on by an earlier delivery
 * @throws the errors of the claim, of `processBatchFile` and of the hand-over: then the event has to be delivered again
 */
export async function processUpload(
  upload: Upload,
  { processing, claiming, continuations, attempts, handedOnMessages }: UploadProcessing,
  { deadline, requestId }: UploadInvocation,
): Promise<RunResult | undefined> {
  const { messageId, queueArn, idleInvocations = 0, workedMs = 0 } = upload;
  // By the trace id that the message itself gives, so that a message that was handed on costs one read and no claim.
  const message = messageId === undefined ? undefined : { traceId: upload.file.traceId, messageId };
  if (message && (await handedOnMessages.has(message))) return undefined;
  const file = await claimedFile(upload, claiming);
  const attempt = attempts.begin(file.traceId, requestId);
  try {
    const result = await processBatchFile(file, processing, { deadline, idleInvocations, workedMs });
    if (result.status === "running") {
      const continuation = {
        file,
        idleInvocations: result.idle_invocations ?? 0,
        workedMs: result.worked_ms ?? 0,
      };
      await continuations.handOn(continuation, queueArn);
      if (message) await handedOnMessages.keep(message);
    }
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
