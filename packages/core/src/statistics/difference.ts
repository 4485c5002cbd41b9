import { isDeepStrictEqual } from "node:util";
import { canonical } from "./canonical.ts";
import type { RunStatistics } from "./run-statistics.ts";
import { COUNTERS, type Tally } from "./tally.ts";

/** A field whose value in the statistics is not the value in the fold of the event log. */
export interface Difference {
  /** The run's trace id, or the scope's id. */
  readonly of: string;
  readonly field: string;
  /** The value in the fold of the event log. */
  readonly expected: unknown;
  /** The value in the statistics table. */
  readonly found: unknown;
}

/** Returns the fields in which a stored run differs from the expected run. Either run may be missing. */
export const differencesOfRun = (
  of: string,
  expected: RunStatistics | undefined,
  found: RunStatistics | undefined,
): readonly Difference[] =>
  // Nearly all runs are equal, and this comparison is the fastest.
  isDeepStrictEqual(expected, found)
    ? []
    : compare(of, expected && fieldsOfRun(expected), found && fieldsOfRun(found));

/** Returns the fields in which a stored scope's tally differs from the expected tally. Either tally may be missing. */
export const differencesOfScope = (
  of: string,
  expected: Tally | undefined,
  found: Tally | undefined,
): readonly Difference[] => compare(of, expected && fieldsOfTally(expected), found && fieldsOfTally(found));

type Fields = Readonly<Record<string, unknown>>;

function fieldsOfRun({ tally, by_source, ...run }: RunStatistics): Fields {
  const sources = Object.entries(by_source).map(([source, ofSource]) => [`by_source.${source}`, ofSource]);
  return { ...run, ...fieldsOfTally(tally), ...Object.fromEntries(sources) };
}

const fieldsOfTally = (tally: Tally): Fields => ({
  ...Object.fromEntries(COUNTERS.map((counter) => [counter, tally[counter]])),
  batch_ms_min: tally.batch_ms_min,
  batch_ms_max: tally.batch_ms_max,
  batch_ms_histogram: tally.batch_ms_histogram,
  rejected_by_reason: tally.rejected_by_reason,
  by_hour: tally.by_hour,
  failures_listed: tally.failures_listed ?? 0,
});

function compare(of: string, expected: Fields = {}, found: Fields = {}): readonly Difference[] {
  const fields = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...fields]
    .filter((field) => !isSame(expected[field], found[field]))
    .map((field) => ({ of, field, expected: expected[field], found: found[field] }));
}

/** Returns true for a missing value, null, and an object or list without entries. They all say the same: there is nothing. */
export const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);

/** Most equal values also have the same order of keys. Comparing them as they are is much faster than sorting the keys first. */
const isSame = (a: unknown, b: unknown) =>
  a === b ||
  JSON.stringify(a) === JSON.stringify(b) ||
  (isNothing(a) && isNothing(b)) ||
  canonical(a) === canonical(b);
