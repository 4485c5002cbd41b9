import { findEvents } from "@paperledger/aws/replays/find-events";
import { EventNotProjectedError, projectorTarget } from "@paperledger/aws/replays/projector-target";
import { sendEvents } from "@paperledger/aws/replays/send-events";
import { momentText } from "@paperledger/core/text/moment";
import { countOf, countText, durationText } from "@paperledger/core/text/quantities";
import { CommandError, EXIT, type ExitCode, refuseIfStopped } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { withDeployment } from "../deployments/open-deployment.ts";
import { mustHoldSomething } from "../deployments/read-ledger.ts";
import type { Ask } from "../terminal/ask.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { rangeError } from "../text/range-error.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";

export interface RedriveEventsOptions extends DeploymentPlace {
  readonly json: boolean;
  readonly from: Date;
  /** The default is now. */
  readonly to?: Date | undefined;
  readonly eventsPerSecond: number;
  /** Begin without a question. */
  readonly yes: boolean;
  /** Absent if nobody is there to answer. */
  readonly ask?: Ask | undefined;
}

/** `paperledger redrive --events`: prints how many events a range of the log has, asks, and gives them to the projector again. */
export async function redriveEventsCommand(
  options: RedriveEventsOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  const { from, to = new Date(), eventsPerSecond, json, yes, ask } = options;
  if (from >= to) throw rangeError(from, options.to);
  if (!yes && !ask)
    throw new CommandError(
      EXIT.unusable,
      "redrive --events asks before it begins, and nobody is here to answer: add --yes",
    );
  if (options.outputs === undefined) await mustHoldSomething(options.dataDir);
  const { print, printJson, progress } = terminal;
  return withDeployment(
    options,
    terminal,
    async ({ ledger: { eventLog }, clients: { lambda }, projector }) => {
      const unreadable = unreadableItems();
      using found = await findEvents(
        eventLog,
        { from, to },
        {
          onUnreadable: unreadable.note,
          stop,
          onRead: (read) => progress.show(`read ${countOf(read, "event")} of the log`),
        },
      );
      // The count is not whole.
      refuseIfStopped(stop);
      const { events, runs } = found;
      const takesMs = (events * 1_000) / eventsPerSecond;
      if (json) printJson({ type: "events-found", events, runs, takes_ms: Math.round(takesMs) });
      else
        print(
          `${countOf(events, "event")} of ${countOf(runs, "run")} from ${momentText(from.toISOString())} to ${momentText(to.toISOString())}: at ${countText(eventsPerSecond)} a second that takes ${durationText(takesMs)}.`,
        );
      reportUnreadable(unreadable, json, terminal);
      if (events === 0) return EXIT.ok;
      if (!yes && !(await ask?.("Fold and publish them again?"))) return EXIT.ok;
      refuseIfStopped(stop);

      let done = 0;
      try {
        const target = projectorTarget(lambda, projector);
        for await ({ events: done } of sendEvents(found.read(), { target, eventsPerSecond, stop }))
          progress.show(`${countText(done)} of ${countOf(events, "event")}`);
      } catch (error) {
        throw error instanceof EventNotProjectedError
          ? new CommandError(EXIT.wrong, `after ${countOf(done, "event")}: ${error.message}`, {
              cause: error,
            })
          : error;
      }
      if (done === 0) refuseIfStopped(stop);
      if (json) printJson({ type: "projected-events", projected: done });
      else print(`${countOf(done, "event")} folded and published.`);
      if (done === events) return EXIT.ok;
      if (!stop.aborted) return EXIT.wrong;
      terminal.printError(
        `stopped before the other ${countOf(events - done, "event")} of ${countText(events)}. The same command begins again with the first one`,
      );
      return EXIT.undecided;
    },
    stop,
  );
}
