import type { BegunAgain } from "@paperledger/core/runs/begun-again";
import { runDuration } from "@paperledger/core/statistics/run-duration";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { countOf, countText, durationText } from "@paperledger/core/text/quantities";
import type { Outcome } from "../api/answers.ts";

/** The facts from which the story of a run is made. */
export interface StoryOf {
  readonly run: Pick<RunStatistics, "started_at" | "completed_at" | "failure" | "tally">;
  readonly outcome: Outcome;
  /** The time of the run's last event. Null if it is unknown. */
  readonly lastEventAt: string | null;
  /** When the last attempt began. Undefined if none is known. */
  readonly lastAttemptAt: string | undefined;
  /** The time that all attempts worked, in milliseconds. Null if it is unknown. */
  readonly workedMs: number | null;
  /** The redrives that the attempts show. Null if they show none. */
  readonly again: BegunAgain | null;
  /** The number of runs that read rejected records of this run again. */
  readonly redrives: number;
  readonly now: Date;
}

/** Returns the story of a run in one sentence that is easy to read at three in the morning. */
export function runStory({
  run,
  outcome,
  lastEventAt,
  lastAttemptAt,
  workedMs,
  again,
  redrives,
  now,
}: StoryOf): string {
  const { started_at, failure, tally } = run;
  const since = (at: string | null | undefined, to: string) =>
    at ? durationText(Math.max(0, Date.parse(to) - Date.parse(at))) : "an unknown time";
  const soFar = `${countOf(tally.batches, "batch", "batches")} with ${countOf(tally.processed, "record")}`;
  switch (outcome) {
    case "completed":
    case "completed-with-rejects": {
      const before = failure ? ` It had failed before (${failure.reason}).` : "";
      return `Completed ${timeText("in", run, workedMs)}: ${countsText(tally)}${redrivenText(redrives)}.${before}`;
    }
    case "failed":
      return `${failedText(again)}${timeText("after", run, workedMs)} (${failure?.reason ?? "for an unknown reason"}). Written before, and kept: ${tally.batches === 0 ? "nothing" : soFar}.`;
    case "running":
      return `Running for ${since((failure && lastAttemptAt) ?? started_at, now.toISOString())}${failure ? `, after it had failed (${failure.reason})` : ""}: ${soFar} so far.`;
    case "silent":
      return `Silent for ${since(lastEventAt ?? started_at, now.toISOString())} after ${soFar}: it has not ended. A redrive continues it from there.`;
  }
}

/** Returns the beginning of the story of a failed run. A failure of a redrive names its attempt. */
const failedText = (again: BegunAgain | null) =>
  again?.failedAgainAt ? `Failed again in attempt ${again.attempts}, ` : "Failed ";

/** Returns a text such as `in 4 s` or `in 4 s of work, 14 h 3 min after its first start (redriven)`. */
function timeText(word: "in" | "after", run: StoryOf["run"], workedMs: number | null): string {
  const duration = runDuration(run);
  if (duration === null) return `${word} an unknown time`;
  const { spanMs, wasRedriven } = duration;
  if (!wasRedriven) return `${word} ${durationText(spanMs)}`;
  const worked = workedMs === null ? "" : `${word} ${durationText(workedMs)} of work, `;
  return `${worked}${durationText(spanMs)} after its first start (redriven)`;
}

function countsText({ upserted, duplicate, rejected }: RunStatistics["tally"]): string {
  const parts = [
    `${countText(upserted)} new`,
    `${countText(duplicate)} known`,
    rejected === 0 ? "none rejected" : `${countText(rejected)} rejected`,
  ];
  return parts.join(", ");
}

const redrivenText = (redrives: number) =>
  redrives === 0
    ? ""
    : `; its rejects were redriven ${redrives === 1 ? "once" : `${countText(redrives)} times`}`;
