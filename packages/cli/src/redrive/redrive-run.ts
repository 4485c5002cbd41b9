import { queueContinuations } from "@paperledger/aws/invocations/queue-continuations";
import type { OnUnreadable } from "@paperledger/core/runs/event-log";
import { fileOfRun } from "@paperledger/core/runs/redrives";
import { foldRun } from "@paperledger/core/runs/run-fold";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { CommandError, EXIT } from "../command-error.ts";
import type { Deployment } from "../deployments/open-deployment.ts";

/**
 * Sends a run to the processor's queue again. The processor resumes it after its last batch-done. Returns false if the run is completed.
 *
 * @throws CommandError if the run is not in the log
 */
export async function redriveRun(
  traceId: TraceId,
  { ledger, clients, uploadsQueueUrl }: Pick<Deployment, "ledger" | "clients" | "uploadsQueueUrl">,
  onUnreadable?: OnUnreadable,
): Promise<boolean> {
  const { started, isCompleted } = await foldRun(traceId, ledger.eventLog.eventsOf(traceId, onUnreadable));
  if (!started) throw new CommandError(EXIT.wrong, `there is no run ${traceId} that the processor began`);
  if (isCompleted) return false;
  await queueContinuations(clients.sqs, [await uploadsQueueUrl()]).handOn({
    file: fileOfRun(traceId, started),
    idleInvocations: 0,
    workedMs: 0,
  });
  return true;
}
