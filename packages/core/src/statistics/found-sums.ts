import { type Difference, differencesOfScope } from "./difference.ts";
import { newestOf } from "./newest-of.ts";
import type { RunStatistics } from "./run-statistics.ts";
import { scopeId, sharesOf, wasLeft } from "./scope.ts";
import type { StoredStatistics } from "./statistics-store.ts";
import { addTally, NO_TALLY, type Tally } from "./tally.ts";

/** Sums by the id of their scope. */
export type Sums = ReadonlyMap<string, Tally>;

/** The sums of the statistics table. The parts of each sum, from all slots, are added up. */
export interface FoundSums {
  add(part: Extract<StoredStatistics, { kind: "scope" }>): void;
  readonly tallies: Sums;
  /** Returns the ids of the scopes of which no part is in the lists of scopes. */
  unlisted(): readonly string[];
  /** Returns the time of the newest event. It is undefined if an earlier version counted all events. */
  newestEventAt(): string | undefined;
}

export const TOTAL_ID = scopeId({ kind: "total" });

export function foundSums(): FoundSums {
  const tallies = new Map<string, Tally>();
  const listed = new Set<string>();
  let newest: string | undefined;
  return {
    add({ id, tally, isListed, newestEventAt }) {
      addTo(tallies, id, tally);
      if (isListed) listed.add(id);
      newest = newestOf([newest, newestEventAt]);
    },
    tallies,
    unlisted: () => [...tallies.keys()].filter((id) => !listed.has(id)),
    newestEventAt: () => newest,
  };
}

/** Adds the shares of a run to the sums. */
export function addShares(run: RunStatistics, sums: Map<string, Tally>): void {
  for (const { scope, tally } of sharesOf(run)) addTo(sums, scopeId(scope), tally);
}

/** Adds a tally to the sum of a scope. */
export const addTo = (sums: Map<string, Tally>, id: string, tally: Tally) =>
  sums.set(id, addTally(sums.get(id) ?? NO_TALLY, tally));

/**
 * Returns the differences between the sums of the statistics and the sums of the log.
 *
 * @param newest the time of the newest event in the log
 * @param unreadable the ids of scopes of which a part cannot be read. They are not compared
 */
export function differencesOfSums(
  expected: Sums,
  newest: string | undefined,
  found: FoundSums,
  unreadable: ReadonlySet<string>,
): readonly Difference[] {
  const foundNewest = found.newestEventAt();
  return [
    ...[...new Set([...expected.keys(), ...found.tallies.keys()])]
      .filter((id) => !unreadable.has(id))
      .filter((id) => expected.has(id) || !wasLeft(id, found.tallies.get(id) ?? NO_TALLY))
      .flatMap((id) => differencesOfScope(id, expected.get(id), found.tallies.get(id))),
    ...found.unlisted().map((of) => ({ of, field: "is_listed", expected: true, found: false })),
    // An earlier version did not store the time of the newest event.
    ...(foundNewest !== undefined && foundNewest !== newest && !unreadable.has(TOTAL_ID)
      ? [{ of: TOTAL_ID, field: "newest_event_at", expected: newest, found: foundNewest }]
      : []),
  ];
}
