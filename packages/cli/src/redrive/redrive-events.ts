import { countEvents, EventNotProjectedError, redriveEvents } from "@paperledger/aws/redrives/redrive-events";
import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { withDeployment } from "../deployments/open-deployment.ts";
import { mustHoldSomething } from "../deployments/read-ledger.ts";
import type { Ask } from "../terminal/ask.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { countOf, countText, durationText } from "../text/quantities.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";

export interface RedriveEventsOptions extends DeploymentPlace {
  readonly json: boolean;
  readonly from: Date;
  /** Now unless given. */
  readonly to?: Date | undefined;
  readonly eventsPerSecond: number;
  /** Begin without a question. */
  readonly yes: boolean;
  /** Absent if nobody is there to answer. */
  readonly ask?: Ask | undefined;
}

/** `paperledger redrive --events`: says how many events a range of the log has, asks, and gives them to the projector once more. */
export async function redriveEventsCommand(
  options: RedriveEventsOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  const { from, to = new Date(), eventsPerSecond, json, yes, ask } = options;
  if (from >= to) throw new CommandError(EXIT.unusable, "--from has to be before --to, and before now");
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
      const range = { from, to };
      const there = await countEvents(eventLog, range, unreadable.note);
      const takesMs = (there.events * 1_000) / eventsPerSecond;
      if (json) printJson({ type: "estimate", ...there, takes_ms: Math.round(takesMs) });
      else
        print(
          `${countOf(there.events, "event")} of ${countOf(there.runs, "run")} from ${from.toISOString()} to ${to.toISOString()}: at ${countText(eventsPerSecond)} a second that takes ${durationText(takesMs)}.`,
        );
      reportUnreadable(unreadable, json, terminal);
      if (there.events === 0) return EXIT.ok;
      if (!yes && !(await ask?.("Fold and publish them again?"))) return EXIT.ok;

      let done = 0;
      try {
        for await (done of redriveEvents(eventLog, {
          lambda,
          projector,
          range,
          eventsPerSecond,
          stop,
          onUnreadable: () => {},
        }))
          if (!json) progress.show(`${countText(done)} of ${countOf(there.events, "event")}`);
      } catch (error) {
        throw error instanceof EventNotProjectedError
          ? new CommandError(EXIT.wrong, `after ${countOf(done, "event")}: ${error.message}`, {
              cause: error,
            })
          : error;
      }
      if (json) printJson({ type: "redriven-events", redriven: done });
      else print(`${countOf(done, "event")} folded and published.`);
      return done === there.events ? EXIT.ok : EXIT.wrong;
    },
  );
}
