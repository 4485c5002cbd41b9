import { mostFirst } from "./most-first.ts";
import type { RunStatistics } from "./run-statistics.ts";

/** Returns the reason why a run failed, if it did, and then the reasons of its rejected records, the most frequent first. */
export function reasonsOf({ run_status, failure, tally }: RunStatistics): readonly string[] {
  const failed = run_status === "failed" && failure ? [failure.reason] : [];
  const rejected = Object.entries(tally.rejected_by_reason).map(([name, count]) => ({ name, count }));
  return [...failed, ...rejected.toSorted(mostFirst).map(({ name }) => name)];
}
