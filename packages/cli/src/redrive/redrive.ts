import { once } from "node:events";
import { handToFunction } from "@paperledger/aws/invocations/invoke-function";
import { type Queue, sendMessage } from "@paperledger/aws/queues/queue";
import { type RedrivenDeadLetters, redriveDeadLetters } from "@paperledger/aws/redrives/redrive-dead-letters";
import { redriveStream } from "@paperledger/aws/redrives/redrive-stream";
import { parseTraceId, type TraceId } from "@paperledger/core/trace-ids/trace-id";
import { formats } from "@paperledger/functions/processor/formats";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { type Deployment, withDeployment } from "../deployments/open-deployment.ts";
import { mustHoldSomething } from "../deployments/read-ledger.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { countOf } from "../text/quantities.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { redriveRejects } from "./redrive-rejects.ts";
import { redriveRun } from "./redrive-run.ts";
import type { Redriven } from "./redriven.ts";

export interface RedriveOptions extends DeploymentPlace {
  readonly json: boolean;
}

type RedrivenWork = Exclude<Redriven, { readonly what: "events" }>;

/** `paperledger redrive`: hands unfinished work to its function again. On a laptop, waits until the work is done. */
export async function redrive(
  redriven: RedrivenWork,
  options: RedriveOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  const traceId = "id" in redriven ? parseTraceId(redriven.id) : undefined;
  if (options.outputs === undefined) await mustHoldSomething(options.dataDir);
  return withDeployment(options, terminal, async (deployment) => {
    const code = await (traceId === undefined
      ? redriveDiscarded(redriven.what, deployment, options, terminal)
      : redriveOfRun(redriven.what, traceId, deployment, options, terminal));
    if (deployment.quiet && !stop.aborted) await Promise.race([deployment.quiet(), once(stop, "abort")]);
    return code;
  });
}

async function redriveOfRun(
  what: RedrivenWork["what"],
  traceId: TraceId,
  deployment: Deployment,
  { json }: RedriveOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { print, printJson, printError } = terminal;
  const unreadable = unreadableItems();
  if (what === "run") {
    const isHanded = await redriveRun(traceId, deployment, unreadable.note).finally(() =>
      reportUnreadable(unreadable, json, terminal),
    );
    if (json) printJson({ type: "redriven-run", trace_id: traceId, handed_over: isHanded });
    else
      print(
        isHanded
          ? `Run ${traceId} is handed to the processor: it resumes at its last batch-done.`
          : `Run ${traceId} is completed: there is nothing to do.`,
      );
    return unreadable.count === 0 ? EXIT.ok : EXIT.wrong;
  }
  let uploads = 0;
  let left = 0;
  for await (const part of redriveRejects(traceId, deployment, formats, unreadable.note)) {
    const { kind, ...told } = part;
    if (kind === "uploaded") uploads += 1;
    else left += 1;
    if (json) printJson({ type: kind === "uploaded" ? "redriven-rejects" : "reject-left", ...told });
    else if (part.kind === "uploaded")
      print(
        `${countOf(part.records, "reject")} uploaded as ${escapeForTerminal(part.key)}: a run of their own.`,
      );
    else printError(`record ${part.record_number} is left: ${part.why}`);
  }
  if (!json && uploads === 0 && left === 0) print("No record of this run was rejected.");
  const hasUnreadable = reportUnreadable(unreadable, json, terminal);
  return left === 0 && !hasUnreadable ? EXIT.ok : EXIT.wrong;
}

async function redriveDiscarded(
  what: RedrivenWork["what"],
  deployment: Deployment,
  { json }: RedriveOptions,
  { print, printJson, printError }: Terminal,
): Promise<ExitCode> {
  const { clients } = deployment;
  if (what === "stream") {
    let failed = 0;
    let redriven = 0;
    const of = { s3: clients.s3, lambda: clients.lambda, dynamoDb: clients.documents };
    for await (const batch of redriveStream({ ...deployment, ...of })) {
      if (batch.kind === "failed") failed += 1;
      else redriven += 1;
      if (json) printJson({ type: "redriven-batch", ...batch });
      else if (batch.kind === "failed")
        printError(`${escapeForTerminal(batch.key)} stays: ${escapeForTerminal(batch.problem)}`);
      else print(`${escapeForTerminal(batch.key)}: ${countOf(batch.records, "record")} projected`);
    }
    if (!json && redriven + failed === 0) print("No stream batch was discarded.");
    return failed === 0 ? EXIT.ok : EXIT.wrong;
  }
  const { redriven, unreadable } =
    what === "failed"
      ? await redriveFailed(deployment)
      : await redriveDeadLetters({
          sqs: clients.sqs,
          queue: await deployment.undeliveredEvents(),
          handOver: (event) => handToFunction(clients.lambda, deployment.vectorizer, event),
        });
  if (json) printJson({ type: "redriven-events", redriven, unreadable });
  else
    print(`${countOf(redriven, "event")} handed to the ${what === "failed" ? "processor" : "vectorizer"}.`);
  if (unreadable > 0) printError(`${countOf(unreadable, "message")} without an event: left in the queue`);
  return unreadable === 0 ? EXIT.ok : EXIT.wrong;
}

/** Sends the messages that the processor gave up to the queue from which each came. */
async function redriveFailed(deployment: Deployment): Promise<RedrivenDeadLetters> {
  const { sqs } = deployment.clients;
  const redriveTo = async (queue: Queue, queueUrl: string) =>
    redriveDeadLetters({
      sqs,
      queue,
      handOver: async (event) => void (await sendMessage(sqs, queueUrl, JSON.stringify(event))),
    });
  const uploads = await redriveTo(
    await deployment.processorDeadLetters(),
    await deployment.uploadsQueueUrl(),
  );
  const backfill = await redriveTo(
    await deployment.backfillDeadLetters(),
    (await deployment.backfillQueue()).url,
  );
  return {
    redriven: uploads.redriven + backfill.redriven,
    unreadable: uploads.unreadable + backfill.unreadable,
  };
}
