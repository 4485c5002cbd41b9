import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { countOf, countText, durationText } from "@paperledger/core/text/quantities";
import type { Outcome } from "../api/answers.ts";

/** The facts from which a story is told. */
export interface StoryOf {
  readonly run: Pick<RunStatistics, "started_at" | "completed_at" | "failure" | "tally">;
  readonly outcome: Outcome;
  /** When the run was heard of last. Null if that is not known. */
  readonly lastEventAt: string | null;
  /** Runs that read rejected records of this run again. */
  readonly redrives: number;
  readonly now: Date;
}

/** Returns what happened to a run, in one sentence that a person can read at three in the morning. */
export function runStory({ run, outcome, lastEventAt, redrives, now }: StoryOf): string {
  const { started_at, completed_at, failure, tally } = run;
  const since = (at: string | null | undefined, to: string) =>
    at ? durationText(Math.max(0, Date.parse(to) - Date.parse(at))) : "an unknown time";
  const soFar = `${countOf(tally.batches, "batch", "batches")} with ${countOf(tally.processed, "record")}`;
  switch (outcome) {
    case "completed":
    case "completed-with-rejects": {
      const before = failure ? ` It had failed before (${failure.reason}).` : "";
      return `Completed in ${since(started_at, completed_at ?? now.toISOString())}: ${countsText(tally)}${redrivenText(redrives)}.${before}`;
    }
    case "failed":
      return `Failed after ${since(started_at, failure?.at ?? now.toISOString())} (${failure?.reason ?? "for an unknown reason"}). Written before, and kept: ${tally.batches === 0 ? "nothing" : soFar}.`;
    case "running":
      return `Running for ${since(started_at, now.toISOString())}${failure ? `, after it had failed (${failure.reason})` : ""}: ${soFar} so far.`;
    case "silent":
      return `Silent for ${since(lastEventAt ?? started_at, now.toISOString())} after ${soFar}: it has not ended. A redrive goes on where it stopped.`;
  }
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
