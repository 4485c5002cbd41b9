import type { Tally } from "@paperledger/core/statistics/tally";
import { outcomesText } from "@paperledger/core/text/outcome-counts";
import { countOf, countText, durationText } from "@paperledger/core/text/quantities";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { fields } from "../text/fields.ts";
import { commandLine } from "../text/where-next.ts";
import { LONGEST_BACKFILL_DAYS, type Pace, type PaceNeeded } from "./estimate.ts";

/** Says that a backfill would take too long, and what to set so that it does not. */
export function tooLongText(seconds: number, needed: PaceNeeded, pace: Pace): string {
  const problem = `this backfill would take ${durationText(seconds * 1_000)}. The queue keeps a message for 7 days, so a backfill may take at most ${LONGEST_BACKFILL_DAYS} days.`;
  const parts = "backfill the objects of a longer prefix first, and the others after them";
  if (needed.kind === "too-large") return `${problem} No setting makes it short enough: ${parts}`;
  const { filesAtOnce, writeUnitsPerSecond } = needed.pace;
  const settings = [
    ...(filesAtOnce > pace.filesAtOnce ? [`PAPERLEDGER_BACKFILL_CONCURRENCY=${filesAtOnce}`] : []),
    ...(writeUnitsPerSecond > pace.writeUnitsPerSecond
      ? [`PAPERLEDGER_PAPERS_WARM_WRITES=${writeUnitsPerSecond}`]
      : []),
  ];
  return `${problem} Deploy with ${settings.join(" and ")} or more, or ${parts}`;
}

/** Tells how many messages were sent to the queue, and the next step. */
export function sentText(
  { sent, of, againAt }: { readonly sent: number; readonly of: number; readonly againAt: string | undefined },
  place: DeploymentPlace,
): string {
  const again = againAt === undefined ? "the same command" : `the same command with --again ${againAt}`;
  if (sent < of)
    return `${countOf(sent, "message")} of ${countText(of)} sent. To go on, give ${again}: no object gets a second run.`;
  if (place.outputs === undefined) return `${countOf(sent, "message")} sent.`;
  return `${countOf(sent, "message")} sent. AWS works through the queue, so you may switch this machine off. To see the progress: ${commandLine("backfill --progress", place)}`;
}

/** Returns the progress of a backfill's queue in one line. */
export const queueText = ({
  waiting,
  inFlight,
}: {
  readonly waiting: number;
  readonly inFlight: number;
}): string => {
  const parts = [
    ...(waiting > 0 ? [`${countOf(waiting, "file")} waiting`] : []),
    ...(inFlight > 0 ? [`${countOf(inFlight, "file")} being processed`] : []),
  ];
  return parts.length === 0
    ? "  the queue is empty, and the last runs are being counted"
    : `  ${parts.join(", ")}`;
};

/** Returns the progress of the backfill's queue as text. */
export const depthText = ({
  waiting,
  inFlight,
  givenUp,
  runs,
  processed,
}: {
  readonly waiting: number;
  readonly inFlight: number;
  readonly givenUp: number;
  readonly runs: { readonly started: number; readonly completed: number; readonly failed: number };
  readonly processed: number;
}): string =>
  fields([
    [
      "backfill",
      `${countOf(waiting, "file")} waiting, ${countText(inFlight)} being processed, ${countText(givenUp)} given up`,
    ],
    [
      "all runs",
      `${countText(runs.started)} started, ${countText(runs.completed)} completed, ${countText(runs.failed)} failed; ${countText(processed)} records processed`,
    ],
  ]);

/** The result of a backfill on this machine. */
export const ranText = (
  tally: Tally,
  {
    failed,
    failedBefore,
    givenUp,
  }: { readonly failed: number; readonly failedBefore: number; readonly givenUp: number },
  width: number | undefined,
): string =>
  fields(
    [
      [
        "runs",
        `${countText(tally.runs_completed)} completed, ${countText(failed)} failed${failedBefore > 0 ? `, ${countText(failedBefore)} failed before` : ""}${givenUp > 0 ? `, ${countText(givenUp)} given up` : ""}`,
      ],
      ["records", `${countText(tally.processed)} processed: ${outcomesText(tally)}`],
    ],
    { width },
  );
