import type { DaySums } from "../../src/api/statistics-answers.ts";

/** Returns the sources of some days, those with the most records first. */
export function largestSources(days: readonly DaySums[]): readonly string[] {
  const processed = new Map<string, number>();
  for (const { sources } of days)
    for (const { source, processed: count } of sources)
      processed.set(source, (processed.get(source) ?? 0) + count);
  return [...processed].toSorted(([, a], [, b]) => b - a).map(([source]) => source);
}
