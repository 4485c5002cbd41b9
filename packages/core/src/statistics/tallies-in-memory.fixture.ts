import type { RunStatistics } from "./run-statistics.ts";
import { type Scope, scopeId, sharesOf } from "./scope.ts";
import type { StatisticsStore } from "./statistics-store.ts";
import { addTally, NO_TALLY, type Tally } from "./tally.ts";

/**
 * Returns the sums of days and sources over some runs, as a store does.
 *
 * @param isByHour false for a date that an earlier version counted, which had no counts by hour
 */
export function talliesOf(
  runs: readonly RunStatistics[],
  isByHour: (date: string) => boolean = () => true,
): StatisticsStore["tallies"] {
  const sums = new Map<string, { readonly scope: Scope; readonly tally: Tally }>();
  for (const { scope, tally } of runs.flatMap(sharesOf)) {
    const id = scopeId(scope);
    sums.set(id, { scope, tally: addTally(sums.get(id)?.tally ?? NO_TALLY, tally) });
  }
  const isKind = <Kind extends "day" | "source">(
    scope: Scope,
    kind: Kind,
  ): scope is Extract<Scope, { kind: Kind }> => scope.kind === kind;
  return async (kind, { from, to }) =>
    [...sums.values()].flatMap(({ scope, tally: { by_hour, ...tally } }) => {
      const date = "date" in scope ? scope.date : "";
      if (!isKind(scope, kind) || date < from || date > to) return [];
      return [{ scope, tally: { ...tally, ...(isByHour(date) && { by_hour }) } }];
    });
}
