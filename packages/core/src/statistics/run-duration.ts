import { FIRST_FAILURE_SEQ } from "@paperledger/events/run-event";
import { countOf, durationText } from "../text/quantities.ts";
import type { RunStatistics } from "./run-statistics.ts";

/** The time of a run that has ended. */
export interface RunDuration {
  /** From its first start to its last end, in milliseconds. Between two attempts it may have waited for hours. */
  readonly spanMs: number;
  /** How often it was begun again after a failure. Only without a redrive is `spanMs` the time that it worked. */
  readonly redrives: number;
}

/** Returns the duration of a run, or null if it has not started or not ended. */
export function runDuration({
  started_at,
  completed_at,
  failure,
}: Pick<RunStatistics, "started_at" | "completed_at" | "failure">): RunDuration | null {
  const endedAt = completed_at ?? failure?.at;
  if (started_at === null || endedAt === undefined) return null;
  const failures = failure === null ? 0 : failure.seq - FIRST_FAILURE_SEQ + 1;
  const ends = failures + (completed_at === null ? 0 : 1);
  return { spanMs: Date.parse(endedAt) - Date.parse(started_at), redrives: ends - 1 };
}

/** `4 s`, or `14 h 3 min with 1 redrive`: from its first start to its last end. `-` where there is none. */
export function runDurationText(duration: RunDuration | null): string {
  if (duration === null) return durationText(null);
  const { spanMs, redrives } = duration;
  return `${durationText(spanMs)}${redrives === 0 ? "" : ` with ${countOf(redrives, "redrive")}`}`;
}
