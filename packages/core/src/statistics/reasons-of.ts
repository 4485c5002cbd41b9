import type { RunStatistics } from "./run-statistics.ts";

/** Returns why a run failed, if it did, and then why its records were rejected, the most frequent reason first. */
export function reasonsOf({ run_status, failure, tally }: RunStatistics): readonly string[] {
  const failed = run_status === "failed" && failure ? [failure.reason] : [];
  const rejected = Object.entries(tally.rejected_by_reason).toSorted(([, a], [, b]) => b - a);
  return [...failed, ...rejected.map(([reason]) => reason)];
}
