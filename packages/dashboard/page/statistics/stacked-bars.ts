import type { DaySums } from "../../src/api/statistics-answers.ts";
import type { ColourToken } from "../pieces/theme-colours.ts";
import { largestSources } from "./largest-sources.ts";

/** One part of all bars, for example the rejected records of each day. */
export interface Bar {
  readonly name: string;
  readonly colour: ColourToken;
  /** The number of records of each day. */
  readonly counts: readonly number[];
  /** The upper end of each day's part, counted from the bottom of its bar. */
  readonly tops: readonly number[];
}

interface Part {
  readonly name: string;
  readonly colour: ColourToken;
  readonly countOf: (day: DaySums) => number;
}

const OUTCOMES: readonly Part[] = [
  { name: "new", colour: "completed", countOf: ({ upserted }) => upserted },
  { name: "known", colour: "chart-6", countOf: ({ duplicate }) => duplicate },
  { name: "rejected", colour: "completed-with-rejects", countOf: ({ rejected }) => rejected },
];

const SOURCE_COLOURS = ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5"] as const;

/**
 * Returns the parts of the bars of these dates. The last part is at the bottom. A chart draws the parts in this order, each from
 * the axis up to its top. So each part covers the lower end of the one before.
 *
 * @param dates oldest first. A date without a run has no records
 */
export function barsOf(
  dates: readonly string[],
  days: readonly DaySums[],
  by: "outcome" | "source",
): readonly Bar[] {
  const byDate = new Map(days.map((day) => [day.date, day]));
  let below = dates.map(() => 0);
  const bars = (by === "outcome" ? OUTCOMES : sourcesOf(days)).map(({ name, colour, countOf }) => {
    const counts = dates.map((date) => {
      const day = byDate.get(date);
      return day ? countOf(day) : 0;
    });
    const tops = counts.map((count, nth) => count + (below[nth] ?? 0));
    below = tops;
    return { name, colour, counts, tops };
  });
  return bars.toReversed();
}

/** Returns the sources with the most records, and one part for all others. */
function sourcesOf(days: readonly DaySums[]): readonly Part[] {
  const names = largestSources(days);
  const largest = names.slice(0, SOURCE_COLOURS.length);
  const rest = new Set(names.slice(SOURCE_COLOURS.length));
  const countOf = (isOne: (source: string) => boolean) => (day: DaySums) =>
    day.sources.reduce((sum, { source, processed: count }) => sum + (isOne(source) ? count : 0), 0);
  return [
    ...largest.map((name, nth) => ({
      name,
      colour: SOURCE_COLOURS[nth] ?? ("chart-6" as const),
      countOf: countOf((source) => source === name),
    })),
    ...(rest.size > 0
      ? [
          {
            name: `${rest.size} others`,
            colour: "chart-6" as const,
            countOf: countOf((source) => rest.has(source)),
          },
        ]
      : []),
  ];
}
