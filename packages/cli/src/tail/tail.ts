import { randomBytes } from "node:crypto";
import { misconfigurationOf } from "@paperledger/aws/probes/misconfiguration";
import {
  COMES_AGAIN_SECONDS,
  leftoversText,
  openTemporarySubscription,
  type TemporarySubscription,
} from "@paperledger/aws/subscriptions/temporary-subscription";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { EVENT_SOURCE } from "@paperledger/events/bus-event";
import { patternFor } from "@paperledger/events/event-patterns";
import type { RunEventType } from "@paperledger/events/run-event";
import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { type Deployment, withDeployment } from "../deployments/open-deployment.ts";
import { runningLaptop } from "../deployments/running-laptop.ts";
import { findRun } from "../runs/find-run.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { printUnreadableOnce } from "../text/unreadable-items.ts";
import { type ComingEvent, eventsFromLog, eventsFromQueue } from "./coming-events.ts";
import { type HeardEvent, heardEvent } from "./heard-event.ts";
import { forwardingTo, NotTakenError, pipingTo, printing, type Receiver } from "./receivers.ts";
import { TAIL_PERMISSIONS } from "./tail-permissions.ts";

export interface TailOptions extends DeploymentPlace {
  readonly json: boolean;
  /** The default is all types. */
  readonly types: readonly RunEventType[];
  /** First shows the events that the log holds from this moment on. */
  readonly from?: Date | undefined;
  /** The trace id, the ULID, or a beginning of the ULID of a run. Only the events of this run are shown. */
  readonly run?: string | undefined;
  /** Ends after this many events. */
  readonly limit?: number | undefined;
  /** An address of this machine. */
  readonly forward?: string | undefined;
  readonly exec?: string | undefined;
}

/** `paperledger tail`: shows events as they come, until the user stops it. */
export async function tail(options: TailOptions, terminal: Terminal, stop: AbortSignal): Promise<ExitCode> {
  // A laptop that starts here would block `npm start`, and would have no events.
  if (options.outputs === undefined) await (await runningLaptop(options.dataDir)).stop();
  return withDeployment(
    options,
    terminal,
    async (deployment) => {
      const { statistics } = deployment.ledger;
      const run = options.run === undefined ? undefined : await findRun(options.run, statistics, options);
      const subscription = await subscribe(options.types, run, deployment);
      let isAllRemoved = true;
      try {
        terminal.printError(
          `Listening on bus ${deployment.eventBus} by the rule and queue ${subscription.name}. Ctrl-C ends it and removes both.`,
        );
        const events = eventsSince(options, run, { subscription, deployment, stop, terminal });
        await handEach(options, events, terminal, stop);
      } finally {
        const leftovers = await subscription.remove();
        isAllRemoved = leftovers.length === 0;
        if (!isAllRemoved)
          terminal.printError(
            `${escapeForTerminal(leftoversText(leftovers))}. It stays until you delete it by hand.`,
          );
      }
      return isAllRemoved ? EXIT.ok : EXIT.wrong;
    },
    stop,
  );
}

interface Listening {
  readonly subscription: TemporarySubscription;
  readonly deployment: Deployment;
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
}

/**
 * Yields the events of the log, if the user asked for them, and then the new events. An event from about the time of the switch can
 * come twice.
 */
async function* eventsSince(
  { from, types }: TailOptions,
  traceId: TraceId | undefined,
  { subscription, deployment, terminal, stop }: Listening,
): AsyncIterable<ComingEvent> {
  if (from) {
    const onUnreadable = printUnreadableOnce(terminal);
    const selection = { from, to: new Date(), traceId, types };
    const { eventLog } = deployment.ledger;
    yield* eventsFromLog(eventLog, selection, {
      origin: originOf(subscription.queueArn),
      stop,
      onUnreadable,
    });
  }
  yield* eventsFromQueue(subscription, stop);
}

function originOf(queueArn: string) {
  const [, , , region = "", account = ""] = queueArn.split(":");
  return { region, account };
}

async function handEach(
  options: TailOptions,
  events: AsyncIterable<ComingEvent>,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<void> {
  const { limit = Number.POSITIVE_INFINITY } = options;
  const receivers = receiversOf(options, terminal, stop);
  let taken = 0;
  try {
    for await (const { json, done } of events) {
      if (await isTaken(heardEvent(json, terminal.colors), receivers, terminal)) {
        await done();
        taken += 1;
      }
      if (taken === limit || stop.aborted) break;
    }
  } finally {
    for (const each of receivers) await each.close();
  }
}

function receiversOf(
  { json, forward, exec }: TailOptions,
  { print }: Terminal,
  stop: AbortSignal,
): readonly Receiver[] {
  const printed = printing((event) => print(json ? event.json : event.line));
  return [
    ...(forward === undefined ? [] : [forwardingTo(forward, stop)]),
    // With --exec, only the command writes to standard output.
    exec === undefined ? printed : pipingTo(exec),
  ];
}

async function isTaken(
  event: HeardEvent,
  receivers: readonly Receiver[],
  { printError }: Terminal,
): Promise<boolean> {
  try {
    for (const each of receivers) await each.take(event);
    return true;
  } catch (error) {
    if (!(error instanceof NotTakenError)) throw error;
    printError(`${event.line}\n  not taken: ${error.message}. It comes again in ${COMES_AGAIN_SECONDS} s`);
    return false;
  }
}

/** Subscribes to the events of a deployment until the subscription is removed. @throws CommandError if a permission is missing */
export async function subscribe(
  types: readonly RunEventType[],
  run: TraceId | undefined,
  { clients: { sqs, eventBridge }, eventBus }: Deployment,
) {
  const name = `paperledger-tail-${randomBytes(4).toString("hex")}`;
  const pattern = {
    ...(types.length > 0 ? patternFor(...types) : { source: [EVENT_SOURCE] }),
    ...(run !== undefined && { detail: { metadata: { trace_id: [run] } } }),
  };
  const description = "./paperledger tail: removed when it ends";
  try {
    const subscription = await openTemporarySubscription({
      sqs,
      eventBridge,
      busName: eventBus,
      name,
      pattern,
      description,
    });
    return { ...subscription, name };
  } catch (error) {
    if (misconfigurationOf(error instanceof AggregateError ? error.cause : error) !== "denied") throw error;
    throw new CommandError(EXIT.unusable, `${messageOf(error)}\n${TAIL_PERMISSIONS}`, { cause: error });
  }
}

const messageOf = (error: unknown) =>
  escapeForTerminal(error instanceof Error ? error.message : String(error));
