import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { addTally, NO_TALLY } from "@paperledger/core/statistics/tally";
import { outcomesText } from "@paperledger/core/text/outcome-counts";
import { countOf, countText, papersPerSecond } from "@paperledger/core/text/quantities";

/** Returns the progress of the runs under way in one line. It has at most 80 characters for up to a million papers. */
export function progressText(runs: readonly RunStatistics[], nowMs: number): string {
  const tally = runs.map(({ tally }) => tally).reduce(addTally, NO_TALLY);
  const { processed } = tally;
  if (processed === 0) return `  ${countOf(runs.length, "run")} begun, and no batch is written yet`;
  const startedAtMs = Math.min(
    ...runs.flatMap(({ started_at }) => (started_at ? [Date.parse(started_at)] : [])),
  );
  const rate = papersPerSecond(processed, nowMs - startedAtMs);
  return [
    "  ",
    ...(runs.length > 1 ? [`${countOf(runs.length, "run")}: `] : []),
    `${countText(processed)} processed`,
    ...(rate === null ? [] : [` at ${countText(rate)}/s`]),
    `: ${outcomesText(tally)}`,
  ].join("");
}
