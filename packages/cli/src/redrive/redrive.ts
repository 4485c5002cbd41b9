import { once } from "node:events";
import { type Queue, sendMessage } from "@paperledger/aws/queues/queue";
import { type RedrivenDeadLetters, redriveDeadLetters } from "@paperledger/aws/redrives/redrive-dead-letters";
import { redriveStream } from "@paperledger/aws/redrives/redrive-stream";
import { momentText } from "@paperledger/core/text/moment";
import { countOf } from "@paperledger/core/text/quantities";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { EXIT, type ExitCode, refuseIfStopped } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { type Deployment, withDeployment } from "../deployments/open-deployment.ts";
import { mustHoldSomething } from "../deployments/read-ledger.ts";
import { findRun, noSuchRun } from "../runs/find-run.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { codeOfRedriven } from "./code-of-redriven.ts";
import { redriveRejectsOf, withOpenRejectsSince } from "./redrive-rejects-command.ts";
import { failedRunsSince, redriveRuns } from "./redrive-runs.ts";
import { redriveSubscriber } from "./redrive-subscriber.ts";
import type { Redriven } from "./redriven.ts";

export interface RedriveOptions extends DeploymentPlace {
  readonly json: boolean;
}

/** Everything that can be redriven, except events. */
export type RedrivenWork = Exclude<Redriven, { readonly what: "events" }>;

/** `paperledger redrive`: hands unfinished work to its function again, waits until it is done, and prints the result. */
export async function redrive(
  redriven: RedrivenWork,
  options: RedriveOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  if (options.outputs === undefined) await mustHoldSomething(options.dataDir);
  const redriveAll = (deployment: Deployment) => redriveOn(deployment, redriven, options, terminal, stop);
  return withDeployment(options, terminal, redriveAll, stop);
}

/**
 * Does the same on an open deployment. If this process runs the laptop, the laptop is idle afterwards, and its statistics count the
 * result.
 */
export async function redriveOn(
  deployment: Deployment,
  redriven: RedrivenWork,
  options: RedriveOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  const code = await work(deployment, redriven, options, terminal, stop);
  if (deployment.quiet && !stop.aborted) {
    terminal.progress.show("waiting until the result is counted");
    await Promise.race([deployment.quiet(), once(stop, "abort")]);
    terminal.progress.clear();
  }
  return code;
}

async function work(
  deployment: Deployment,
  redriven: RedrivenWork,
  options: RedriveOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  const given = { json: options.json, stop };
  switch (redriven.what) {
    case "run":
      return redriveRuns(
        [await runNamed(redriven.id, deployment.ledger, options)],
        deployment,
        given,
        terminal,
      );
    case "failed-runs": {
      const runs = await failedRunsSince(redriven.since, redriven.reason, deployment);
      if (runs.length === 0 && !options.json) terminal.print(`No run failed ${chosenText(redriven)}.`);
      return redriveRuns(runs, deployment, given, terminal);
    }
    case "rejects":
      return redriveRejectsOf(
        [await runNamed(redriven.id, deployment.ledger, options)],
        deployment,
        given,
        terminal,
      );
    case "rejects-of-runs": {
      const runs = await withOpenRejectsSince(redriven.since, redriven.reason, deployment);
      if (runs.length === 0 && !options.json) {
        terminal.print(`No record was rejected ${chosenText(redriven)} that is still to redrive.`);
        return EXIT.ok;
      }
      return redriveRejectsOf(runs, deployment, { ...given, reason: redriven.reason }, terminal);
    }
    case "subscriber":
      return redriveSubscriber(deployment, given, terminal);
    default:
      return redriveDiscarded(redriven.what, deployment, given, terminal);
  }
}

/** Returns the run that a text names. @throws CommandError with the nearest run if the log has no such run */
async function runNamed(
  text: string,
  { statistics, eventLog }: Deployment["ledger"],
  place: DeploymentPlace,
): Promise<TraceId> {
  const traceId = await findRun(text, statistics, place);
  for await (const _ of eventLog.eventsOf(traceId, () => {})) return traceId;
  throw await noSuchRun(traceId, statistics, place);
}

const chosenText = ({ since, reason }: { readonly since: Date; readonly reason?: string | undefined }) =>
  `since ${momentText(since.toISOString())}${reason === undefined ? "" : ` for the reason ${escapeForTerminal(reason)}`}`;

async function redriveDiscarded(
  what: "stream" | "failed",
  deployment: Deployment,
  { json, stop }: { readonly json: boolean; readonly stop: AbortSignal },
  { print, printJson, printError, progress }: Terminal,
): Promise<ExitCode> {
  const { clients } = deployment;
  if (what === "stream") {
    let failed = 0;
    let redriven = 0;
    const of = { s3: clients.s3, lambda: clients.lambda, dynamoDb: clients.documents };
    for await (const batch of redriveStream({ ...deployment, ...of, stop })) {
      if (batch.kind === "failed") failed += 1;
      else redriven += 1;
      if (json) {
        const { kind: outcome, ...told } = batch;
        printJson({ type: "redriven-batch", outcome, ...told });
      } else if (batch.kind === "failed")
        printError(`${escapeForTerminal(batch.key)} stays: ${escapeForTerminal(batch.problem)}`);
      else print(`${escapeForTerminal(batch.key)}: ${countOf(batch.records, "record")} projected`);
    }
    if (redriven + failed === 0) refuseIfStopped(stop);
    if (json) printJson({ type: "redriven-batches", redriven, failed });
    else if (redriven + failed === 0) print("No stream batch was discarded.");
    return codeOfRedriven(failed === 0, stop, printError);
  }
  const { redriven, unreadable } = await redriveFailed(
    deployment,
    (handed) => progress.show(`${countOf(handed, "batch file")} handed to the processor`),
    stop,
  );
  if (redriven + unreadable === 0) refuseIfStopped(stop);
  if (json) printJson({ type: "redriven-uploads", redriven, unreadable });
  else print(`${countOf(redriven, "batch file")} handed to the processor.`);
  if (unreadable > 0)
    printError(
      `${countOf(unreadable, "message")} without a batch file, left among the dead letters. If nobody needs it, delete it there`,
    );
  return codeOfRedriven(unreadable === 0, stop, printError);
}

/**
 * Sends each message that the processor gave up back to the queue from which it came.
 *
 * @param onHandedOver called after each message with the number of messages that were sent
 */
async function redriveFailed(
  deployment: Deployment,
  onHandedOver: (files: number) => void,
  stop: AbortSignal,
): Promise<RedrivenDeadLetters> {
  const { sqs } = deployment.clients;
  let handed = 0;
  const redriveTo = async (queue: Queue, queueUrl: string) =>
    redriveDeadLetters({
      sqs,
      queue,
      stop,
      async handOver(event) {
        await sendMessage(sqs, queueUrl, JSON.stringify(event));
        handed += 1;
        onHandedOver(handed);
      },
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
