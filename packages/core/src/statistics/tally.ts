import type { Histogram } from "./histogram.ts";
import type { HourCounts } from "./hour-counts.ts";

/** How many records were rejected for each reason, such as `{ "no-id": 2 }`. Reasons without a record are left out. */
export type RejectedByReason = Readonly<Record<string, number>>;

/** The counters of a tally. They are the same for a run, a day, a source on a day, and the total. */
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
 * Counters that an event may lower. When a failed run completes, its failure is subtracted. When a missing event is folded, it is no
 * longer behind. The subtraction may happen in another slot than the addition. So these counters may be below zero in a slot, but never in
 * the sum of all slots.
 */
export const FALLING_COUNTERS: ReadonlySet<string> = new Set<keyof Tally>([
  "runs_failed",
  "events_behind",
  "failures_listed",
]);

/**
 * The sums, and the durations of batches. `events_behind` counts the events that are not folded in yet, although the end of their
 * run is.
 */
export type Tally = Readonly<Record<Counter, number>> & {
  readonly batch_ms_histogram: Histogram;
  readonly rejected_by_reason: RejectedByReason;
  /** The shortest batch. Null if there was no batch. */
  readonly batch_ms_min: number | null;
  readonly batch_ms_max: number | null;
  /** Only days and sources have it. It is absent in a sum that an earlier version made. */
  readonly by_hour?: HourCounts | undefined;
  /**
   * The failed runs that are listed by the time of their failure (see the scope `failed`). Only the total counts them. The number is that
   * of `runs_failed`, except in a total that an earlier version made, because that version did not list them.
   */
  readonly failures_listed?: number | undefined;
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

/** Returns the sum of two tallies. */
export const addTally = (a: Tally, b: Tally): Tally => combine(a, b, 1);

/**
 * Returns the tally that has to be added to `before` to get `after`. Its shortest and longest batch are those of `after`. That is
 * correct, because the shortest only gets shorter and the longest only gets longer.
 */
export const tallyDifference = (after: Tally, before: Tally): Tally => ({
  ...combine(after, before, -1),
  batch_ms_min: after.batch_ms_min,
  batch_ms_max: after.batch_ms_max,
});

function combine(a: Tally, b: Tally, sign: 1 | -1): Tally {
  const { failures_listed: _, ...counters } = { ...a };
  for (const counter of COUNTERS) counters[counter] = a[counter] + sign * b[counter];
  return {
    ...counters,
    batch_ms_histogram: combineCounts(a.batch_ms_histogram, b.batch_ms_histogram, sign),
    rejected_by_reason: combineCounts(a.rejected_by_reason, b.rejected_by_reason, sign),
    batch_ms_min: outermost(Math.min, a.batch_ms_min, b.batch_ms_min),
    batch_ms_max: outermost(Math.max, a.batch_ms_max, b.batch_ms_max),
    ...failuresListed((a.failures_listed ?? 0) + sign * (b.failures_listed ?? 0)),
    ...((a.by_hour || b.by_hour) && { by_hour: combineCounts(a.by_hour ?? {}, b.by_hour ?? {}, sign) }),
  };
}

/** Returns the count of the listed failures as a part of a tally. A count of zero is left out. */
export const failuresListed = (count: number): Pick<Tally, "failures_listed"> =>
  count === 0 ? {} : { failures_listed: count };

type Counts = Readonly<Record<string, number>>;

/** Adds or subtracts counts by name. Names whose result is zero are left out. */
function combineCounts(a: Counts, b: Counts, sign: 1 | -1): Counts {
  if (Object.keys(b).length === 0) return a;
  // A map, because a reason may have the name of a property that every object inherits.
  const counts = new Map(Object.entries(a));
  for (const [name, count] of Object.entries(b)) counts.set(name, (counts.get(name) ?? 0) + sign * count);
  return Object.fromEntries([...counts].filter(([, count]) => count !== 0));
}

function outermost(pick: (...values: number[]) => number, ...values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : pick(...known);
}
