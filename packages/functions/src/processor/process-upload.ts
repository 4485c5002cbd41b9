import type { Continuations } from "@paperledger/core/runs/continuation";
import type { HandedOnMessages } from "@paperledger/core/runs/handed-on-messages";
import { type AttemptNotes, type EndToNote, interruptionBy } from "@paperledger/core/runs/note-attempts";
import { processBatchFile } from "@paperledger/core/runs/process-batch-file";
import type { Deadline, Processing } from "@paperledger/core/runs/processing";
import type { RunResult } from "@paperledger/core/runs/run-result";
import { type ClaimingObjects, claimedFile } from "./claimed-file.ts";
import type { Upload } from "./uploads.ts";

/** The stores for processing an upload, and the queue of continuations. */
export interface UploadProcessing {
  readonly processing: Processing;
  readonly claiming: ClaimingObjects;
  readonly continuations: Continuations;
  readonly attempts: AttemptNotes;
  /** It never throws. */
  readonly handedOnMessages: HandedOnMessages;
}

/** The invocation that processes an upload. */
export interface UploadInvocation {
  readonly deadline: Deadline;
  readonly requestId: string;
}

/**
 * Claims one batch file, processes it as far as this invocation gets, and notes the attempt. If the deadline comes
 * first, the run continues in another invocation. For this, it sends a continuation, and then notes that the message
 * of the upload is handed on. After a crash between the two steps, two chains of invocations work on the same run,
 * with the same result as one chain.
 *
 * @returns undefined, after one read, if the message was handed on by an earlier delivery
 * @throws the errors of the claim, of `processBatchFile` and of the continuation. Then the event has to be delivered
 * again
 */
export async function processUpload(
  upload: Upload,
  { processing, claiming, continuations, attempts, handedOnMessages }: UploadProcessing,
  { deadline, requestId }: UploadInvocation,
): Promise<RunResult | undefined> {
  const { messageId, queueArn, idleInvocations = 0, workedMs = 0 } = upload;
  // Uses the trace id of the message itself. So a message that was handed on costs one read and no claim.
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
