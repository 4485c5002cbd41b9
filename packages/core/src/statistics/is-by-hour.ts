import { countOfHours } from "./hour-counts.ts";
import type { Tally } from "./tally.ts";

/**
 * Returns true if all counts of a day, or of a source on a day, are counted by hour too. An earlier version did not do that. Then the counts
 * of an hour are known only from the runs.
 */
export function isByHour(kind: "day" | "source", { by_hour = {}, ...tally }: Tally): boolean {
  if (kind === "day") return countOfHours(by_hour, "completed") === tally.runs_completed;
  return (["upserted", "duplicate", "rejected"] as const).every(
    (counter) => countOfHours(by_hour, counter) === tally[counter],
  );
}
