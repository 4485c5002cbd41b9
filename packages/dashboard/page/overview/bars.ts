import type { Outcome, RunLine } from "../../src/api/answers.ts";

/** The outcomes in a bar, from the bottom to the top. */
const STACKED: readonly Outcome[] = ["completed", "completed-with-rejects", "running", "silent", "failed"];

/** A bar for one run, or for the runs of a bucket of time. */
export interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly runs: readonly RunLine[];
  /** The total time of the runs of each outcome, in milliseconds. */
  readonly tookMs: Readonly<Record<Outcome, number>>;
  readonly totalMs: number;
}

/** Up to this many runs have a bar each. */
const MOST_SINGLE = 120;
const MOST_BUCKETS = 120;

const MINUTE_MS = 60_000;
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440].map((minutes) => minutes * MINUTE_MS);

/** Returns the length of a bucket. It is a round length with at most 120 buckets in the range. */
export function bucketMs(rangeMs: number): number {
  const day = STEPS_MS.at(-1) ?? MINUTE_MS;
  return (
    STEPS_MS.find((step) => rangeMs / step <= MOST_BUCKETS) ?? day * Math.ceil(rangeMs / day / MOST_BUCKETS)
  );
}

/**
 * Returns the bars of some runs, oldest first. Few runs have a bar each. Many runs have a bar for each bucket of time that is not
 * empty.
 */
export function barsOf(runs: readonly RunLine[], rangeMs: number): readonly Bar[] {
  if (runs.length <= MOST_SINGLE)
    return runs
      .map((run) => barOf([run], Date.parse(run.at), Date.parse(run.at)))
      .toSorted((a, b) => a.fromMs - b.fromMs);
  const step = bucketMs(rangeMs);
  // A bucket of a day begins at local midnight.
  const offsetMs = new Date(runs[0]?.at ?? 0).getTimezoneOffset() * MINUTE_MS;
  const beginning = ({ at }: RunLine) => Math.floor((Date.parse(at) - offsetMs) / step) * step + offsetMs;
  return [...Map.groupBy(runs, beginning)]
    .map(([fromMs, ofBucket]) => barOf(ofBucket, fromMs, fromMs + step))
    .toSorted((a, b) => a.fromMs - b.fromMs);
}

function barOf(runs: readonly RunLine[], fromMs: number, toMs: number): Bar {
  const tookMs = { completed: 0, "completed-with-rejects": 0, running: 0, silent: 0, failed: 0 };
  for (const { outcome, took_ms } of runs) tookMs[outcome] += took_ms ?? 0;
  return { fromMs, toMs, runs, tookMs, totalMs: Object.values(tookMs).reduce((sum, ms) => sum + ms, 0) };
}

/** The bars are compared with the one that is longer than nine of ten. */
const USUAL_SHARE = 0.9;

/** A bar that is more times as long as the usual ones makes them too low to compare. */
const MOST_TIMES = 10;

/**
 * Returns the time at the top of the chart, in milliseconds. It is that of the longest bar, unless few bars are much longer than all
 * others, for example a run that went silent and was redriven a day later. Such bars are cut off.
 */
export function topMs(bars: readonly Pick<Bar, "totalMs">[]): number {
  const times = bars.flatMap(({ totalMs }) => (totalMs > 0 ? totalMs : [])).sort((a, b) => a - b);
  const longest = times.at(-1) ?? 0;
  const usual = times[Math.floor((times.length - 1) * USUAL_SHARE)] ?? 0;
  return longest > MOST_TIMES * usual ? 2 * usual : longest;
}

/** A part of a bar on the screen. */
export interface Segment {
  readonly outcome: Outcome;
  readonly heightPx: number;
}

/** A part that has runs is at least this high. So a run that failed at once is visible beside a run that took an hour. */
const LEAST_PX = 4;

/** Returns the parts of a bar from the bottom to the top. @param pxPerMs the height of a millisecond */
export const segmentsOf = ({ runs, tookMs }: Bar, pxPerMs: number): readonly Segment[] => {
  const present = new Set(runs.map(({ outcome }) => outcome));
  return STACKED.filter((outcome) => present.has(outcome)).map((outcome) => ({
    outcome,
    heightPx: Math.max(LEAST_PX, tookMs[outcome] * pxPerMs),
  }));
};
