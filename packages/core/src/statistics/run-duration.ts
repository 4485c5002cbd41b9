import { FIRST_FAILURE_SEQ } from "@paperledger/events/run-event";
import { durationText, papersPerSecond } from "../text/quantities.ts";
import type { RunStatistics } from "./run-statistics.ts";

/** The time of a run that has ended. */
export interface RunDuration {
  /** From its first start to its last end, in milliseconds. */
  readonly spanMs: number;
  /** True if it was begun again after a failure. Then it also waited in between, perhaps for hours, and `spanMs` is not the time that it worked. */
  readonly wasRedriven: boolean;
}

/** Returns the duration of a run, or null if it has not started or not ended. A redrive that fails just like before leaves no event, so it is not seen here. */
export function runDuration({
  started_at,
  completed_at,
  failure,
}: Pick<RunStatistics, "started_at" | "completed_at" | "failure">): RunDuration | null {
  const endedAt = completed_at ?? failure?.at;
  if (started_at === null || endedAt === undefined) return null;
  const hasFailedTwice = failure !== null && failure.seq > FIRST_FAILURE_SEQ;
  return {
    spanMs: Date.parse(endedAt) - Date.parse(started_at),
    wasRedriven: hasFailedTwice || (failure !== null && completed_at !== null),
  };
}

/**
 * Returns how many records a run processed a second, from its start to its end. Returns null if the run has not ended, or if it was
 * redriven: then it also waited.
 */
export function recordsPerSecond(
  run: Pick<RunStatistics, "started_at" | "completed_at" | "failure" | "tally">,
): number | null {
  const duration = runDuration(run);
  return duration?.wasRedriven === false ? papersPerSecond(run.tally.processed, duration.spanMs) : null;
}

/** Returns the time from the first start to the last end as text: `4 s`, or `14 h 3 min, redriven`. Returns `-` for a run that has not started or not ended. */
export function runDurationText(duration: RunDuration | null): string {
  if (duration === null) return durationText(null);
  return `${durationText(duration.spanMs)}${duration.wasRedriven ? ", redriven" : ""}`;
}
