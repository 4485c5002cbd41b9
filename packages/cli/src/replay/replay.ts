import { misconfigurationOf } from "@paperledger/aws/probes/misconfiguration";
import { busTarget, mustBeThere, NoBusError } from "@paperledger/aws/replays/bus-target";
import { type EventPlace, findEvents, placeOf } from "@paperledger/aws/replays/find-events";
import { queueTarget, ReplayRefusedError } from "@paperledger/aws/replays/queue-target";
import { type EventTarget, sendEvents } from "@paperledger/aws/replays/send-events";
import { momentText } from "@paperledger/core/text/moment";
import { countOf, countText, durationText } from "@paperledger/core/text/quantities";
import type { RunEvent, RunEventType } from "@paperledger/events/run-event";
import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { type Deployment, withDeployment } from "../deployments/open-deployment.ts";
import { runningLaptop } from "../deployments/running-laptop.ts";
import { findRun } from "../runs/find-run.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { rangeError } from "../text/range-error.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { destinationText, type ReplayDestination } from "./replay-destination.ts";
import { type ReplayProgress, replayNote } from "./replay-progress.ts";

export interface ReplayOptions extends DeploymentPlace {
  readonly json: boolean;
  readonly from: Date;
  /** The default is now. */
  readonly to?: Date | undefined;
  /** The trace id, the ULID, or a beginning of the ULID of a run. Only the events of this run are sent. */
  readonly run?: string | undefined;
  /** The default is all types. */
  readonly types: readonly RunEventType[];
  readonly destination: ReplayDestination;
  readonly eventsPerSecond: number;
  /** Begins again, even if an earlier replay was stopped before its end. */
  readonly restart: boolean;
}

/** The time between two writes of the progress to the disk. After `kill -9`, the events of this time are sent again. */
const NOTED_EVERY_MS = 1_000;

/**
 * `paperledger replay`: sends events of the log again, to a queue or bus of the user's own. The same command continues a stopped
 * replay.
 */
export async function replay(
  options: ReplayOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  const { from, run, types, destination, eventsPerSecond, json } = options;
  if (from >= (options.to ?? new Date())) throw rangeError(from, options.to);
  // The queues and buses of a laptop exist only while it runs.
  if (options.outputs === undefined) await (await runningLaptop(options.dataDir)).stop();
  const { print, printJson, progress } = terminal;

  return withDeployment(
    options,
    terminal,
    async (deployment) => {
      const { statistics } = deployment.ledger;
      const traceId = run === undefined ? undefined : await findRun(run, statistics, options);
      const note = replayNote(options, { from, to: options.to, traceId, types, destination });
      const before = options.restart ? undefined : note.read();
      const to = before ? new Date(before.to) : (options.to ?? new Date());
      const target = await targetOf(destination, deployment);
      const unreadable = unreadableItems();
      using found = await findEvents(
        deployment.ledger.eventLog,
        { from, to, traceId, types },
        {
          onUnreadable: unreadable.note,
          stop,
          onRead: (read) => progress.show(`read ${countOf(read, "event")} of the log`),
        },
      );
      if (stop.aborted) throw new CommandError(EXIT.wrong, "stopped before the first event was sent");
      const { events, runs } = found;
      const beganWith = before?.sent ?? 0;
      const takesMs = ((events - beganWith) * 1_000) / eventsPerSecond;
      if (json)
        printJson({
          type: "events-found",
          events,
          runs,
          sent_before: beganWith,
          takes_ms: Math.round(takesMs),
        });
      else print(estimateText({ from, to, events, runs, before, eventsPerSecond, takesMs }));
      const hasUnreadable = reportUnreadable(unreadable, json, terminal);

      const beganAtMs = performance.now();
      let sent = beganWith;
      let notedAtMs = beganAtMs;
      let last: RunEvent | undefined;
      const noteProgress = (after: EventPlace) => note.write({ to: to.toISOString(), sent, after });
      try {
        for await (const each of sendEvents(found.read(before?.after), { target, eventsPerSecond, stop })) {
          sent = beganWith + each.events;
          last = each.last;
          progress.show(`${countText(sent)} of ${countOf(events, "event")}: ${placeOf(last).day}`);
          if (performance.now() - notedAtMs < NOTED_EVERY_MS) continue;
          noteProgress(placeOf(last));
          notedAtMs = performance.now();
        }
      } catch (error) {
        throw explainedRefusal(error, destination, sent);
      } finally {
        if (last) noteProgress(placeOf(last));
      }
      const isStopped = stop.aborted && sent < events;
      if (!isStopped) note.remove();
      const tookMs = performance.now() - beganAtMs;
      if (json)
        printJson({ type: "replayed", events, sent, is_stopped: isStopped, took_ms: Math.round(tookMs) });
      else if (isStopped)
        print(`${countText(sent)} of ${countOf(events, "event")} sent. The same command goes on from here.`);
      else
        print(
          `${countOf(sent, "event")} sent to ${destinationText(destination)} in ${durationText(tookMs)}.`,
        );
      return isStopped || hasUnreadable ? EXIT.wrong : EXIT.ok;
    },
    stop,
  );
}

interface Estimate extends Pick<ReplayOptions, "from" | "eventsPerSecond"> {
  readonly to: Date;
  readonly events: number;
  readonly runs: number;
  readonly before: ReplayProgress | undefined;
  readonly takesMs: number;
}

function estimateText({ from, to, events, runs, before, eventsPerSecond, takesMs }: Estimate): string {
  const what = `${countOf(events, "event")} of ${countOf(runs, "run")} from ${momentText(from.toISOString())} to ${momentText(to.toISOString())}`;
  const goesOn = before
    ? ` An earlier replay sent ${countText(before.sent)} of them: this one goes on after it. --restart sends all.`
    : "";
  return `${what}: at ${countText(eventsPerSecond)} a second that takes ${durationText(takesMs)}.${goesOn}`;
}

async function targetOf(
  destination: ReplayDestination,
  { clients: { sqs, eventBridge }, eventBus, queuePaths }: Deployment,
): Promise<EventTarget> {
  if (destination.kind === "bus") {
    const { arn: bus } = destination;
    if (bus.slice(bus.indexOf("/") + 1) === eventBus) throw ownTarget(`the bus ${eventBus}`);
    await mustBeThere(eventBridge, bus).catch((error: unknown) => {
      throw error instanceof NoBusError
        ? new CommandError(EXIT.unusable, `${error.message}: give --to-bus the ARN of a bus that exists`)
        : error;
    });
    return busTarget(eventBridge, { bus });
  }
  const { pathname } = new URL(destination.url);
  if (queuePaths.includes(pathname)) throw ownTarget(`the queue ${destination.url}`);
  const origin = { account: pathname.split("/")[1] ?? "", region: await sqs.config.region() };
  return queueTarget(sqs, { queueUrl: destination.url, origin });
}

const ownTarget = (what: string) =>
  new CommandError(
    EXIT.unusable,
    `${what} is paperledger's own: a replay there would reach every subscriber, or the processor. Create a queue or a bus of your own`,
  );

/** Says in one line why a target refuses events, and what to do. */
function explainedRefusal(error: unknown, destination: ReplayDestination, sent: number): unknown {
  const isRefusal =
    error instanceof ReplayRefusedError || ["absent", "denied"].includes(misconfigurationOf(error) ?? "");
  if (!isRefusal || !(error instanceof Error)) return error;
  const action = destination.kind === "queue" ? "sqs:SendMessage" : "events:PutEvents";
  return new CommandError(
    EXIT.wrong,
    escapeForTerminal(
      `after ${countOf(sent, "event")}: ${destinationText(destination)} does not take events (${error.name}: ${error.message}). ` +
        `Check that it exists in this region, and that you are allowed ${action}. Then the same command goes on`,
    ),
    { cause: error },
  );
}
