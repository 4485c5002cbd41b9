import type { Histogram } from "./histogram.ts";

/** How many records were rejected for each reason, such as `{ "no-id": 2 }`. Reasons without a record are left out. */
export type RejectedByReason = Readonly<Record<string, number>>;

/** What is added up, for a run, a day, a source and day, and all time alike. */
export const COUNTERS = [
  "runs_started",
  "runs_completed",
  "runs_failed",
  "processed",
  "upserted",
  "duplicate",
  "rejected",
  "batches",
  "bytes",
  "batch_ms_sum",
  "events_behind",
] as const;

type Counter = (typeof COUNTERS)[number];

/**
 * Counters that an event may lower: failures that are taken back, and events that are folded after all. A run's failure counts in one slot, and is taken back in another when the run completes:
 * so these may be below zero in a slot, and never in the sum of all slots.
 */
export const FALLING_COUNTERS: ReadonlySet<string> = new Set<Counter>(["runs_failed", "events_behind"]);

/** The sums, and how long batches took. `events_behind` counts events that others, which are folded, prove to be in the log. */
export type Tally = Readonly<Record<Counter, number>> & {
  readonly batch_ms_histogram: Histogram;
  readonly rejected_by_reason: RejectedByReason;
  /** Null where there was no batch. */
  readonly batch_ms_min: number | null;
  readonly batch_ms_max: number | null;
};

export const NO_TALLY: Tally = {
  runs_started: 0,
  runs_completed: 0,
  runs_failed: 0,
  processed: 0,
  upserted: 0,
  duplicate: 0,
  rejected: 0,
  batches: 0,
  bytes: 0,
  batch_ms_sum: 0,
  events_behind: 0,
  batch_ms_histogram: {},
  rejected_by_reason: {},
  batch_ms_min: null,
  batch_ms_max: null,
};

/** The sum of two tallies. */
export const addTally = (a: Tally, b: Tally): Tally => combine(a, b, 1);

/**
 * What has to be added to `before` to make `after`. Its smallest and largest batch times are those of `after`: they
 * only ever move outward, so adding the difference keeps them right.
 */
export const tallyDifference = (after: Tally, before: Tally): Tally => ({
  ...combine(after, before, -1),
  batch_ms_min: after.batch_ms_min,
  batch_ms_max: after.batch_ms_max,
});

function combine(a: Tally, b: Tally, sign: 1 | -1): Tally {
  const counters = { ...a };
  for (const counter of COUNTERS) counters[counter] = a[counter] + sign * b[counter];
  return {
    ...counters,
    batch_ms_histogram: combineCounts(a.batch_ms_histogram, b.batch_ms_histogram, sign),
    rejected_by_reason: combineCounts(a.rejected_by_reason, b.rejected_by_reason, sign),
    batch_ms_min: outermost(Math.min, a.batch_ms_min, b.batch_ms_min),
    batch_ms_max: outermost(Math.max, a.batch_ms_max, b.batch_ms_max),
  };
}

type Counts = Readonly<Record<string, number>>;

/** Adds or subtracts counts by their names. Names that come out as zero are left out. */
function combineCounts(a: Counts, b: Counts, sign: 1 | -1): Counts {
  // A map, because a reason may have the name of a property that every object inherits.
  const counts = new Map(Object.entries(a));
  for (const [name, count] of Object.entries(b)) counts.set(name, (counts.get(name) ?? 0) + sign * count);
  return Object.fromEntries([...counts].filter(([, count]) => count !== 0));
}

function outermost(pick: (...values: number[]) => number, ...values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : pick(...known);
}
