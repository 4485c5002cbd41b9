import { z } from "zod";
import { sourceSchema } from "../papers/paper.ts";
import type { RunStatistics } from "./run-statistics.ts";
import { COUNTERS, NO_TALLY, type Tally, tallyDifference } from "./tally.ts";

/** What statistics are kept for, beside each run. */
export type Scope =
  | { readonly kind: "day"; readonly date: string }
  | { readonly kind: "source"; readonly source: string; readonly date: string }
  | { readonly kind: "total" };

/** Names a scope in the statistics table. */
export function scopeId(scope: Scope): string {
  switch (scope.kind) {
    case "day":
      return `day#${scope.date}`;
    case "source":
      return `source#${scope.date}#${scope.source}`;
    case "total":
      return "total";
  }
}

/** Tells whether a text is what {@link scopeId} returns for some scope. */
export function isScopeId(id: string): boolean {
  const [kind, date, source, ...more] = id.split("#");
  const isDated = z.iso.date().safeParse(date).success && more.length === 0;
  switch (kind) {
    case "total":
      return id === "total";
    case "day":
      return isDated && source === undefined;
    case "source":
      return isDated && sourceSchema.safeParse(source).success;
    default:
      return false;
  }
}

/** What a run adds to a scope. */
export interface Share {
  readonly scope: Scope;
  readonly tally: Tally;
}

/** What a run adds to its day, to each of its sources on that day, and to all time. */
export const sharesOf = (run: RunStatistics): readonly Share[] => [
  { scope: { kind: "total" }, tally: run.tally },
  { scope: { kind: "day", date: run.run_date }, tally: run.tally },
  ...Object.entries(run.by_source).map(([source, tally]) => ({
    scope: { kind: "source" as const, source, date: run.run_date },
    tally,
  })),
];

/** What the scopes gain when a run goes from one state to a later one. Scopes that gain nothing are left out. */
export function gains(before: RunStatistics, after: RunStatistics): readonly Share[] {
  const tallyBefore = new Map(sharesOf(before).map(({ scope, tally }) => [scopeId(scope), tally]));
  return sharesOf(after)
    .map(({ scope, tally }) => ({
      scope,
      tally: tallyDifference(tally, tallyBefore.get(scopeId(scope)) ?? NO_TALLY),
    }))
    .filter(({ tally }) => COUNTERS.some((counter) => tally[counter] !== 0));
}
