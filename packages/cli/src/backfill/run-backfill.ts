import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { followRuns } from "../run-reports/follow-runs.ts";
import type { RunWatch } from "../run-reports/watch-runs.ts";
import { type BackfillObject, backfillKey } from "./backfill-object.ts";
import type { Plan } from "./plan.ts";

export interface Backfilling {
  readonly upload: (object: BackfillObject, key: string) => Promise<void>;
  /** Begun before it was looked up which runs have ended. */
  readonly watch: RunWatch;
  /** All the runs that have ended, asked for now and then: one whose event had to wait for long, the watch does not see. */
  readonly allEnded?: () => AsyncIterable<RunStatistics>;
  /** Settles when nothing moves any more, where that is known. */
  readonly quiet?: () => Promise<void>;
  /** Between two looks at the runs. */
  readonly pauseMs?: number;
  readonly runsAtOnce: number;
  /** What is uploaded is no more papers a second than so many, in the mean; any number unless given. */
  readonly papersPerSecond?: number | undefined;
  /** How many papers an object is taken to hold. */
  readonly papersIn: (object: BackfillObject) => number;
  readonly stop: AbortSignal;
  /** Told of the backfill's runs that are under way, again and again, and how long the next upload has to wait. */
  readonly onProgress: (runs: readonly RunStatistics[], left: number, waitMs: number) => void;
  readonly onEnded: (run: RunStatistics) => void;
}

export interface Backfilled {
  readonly ended: readonly RunStatistics[];
  /** Keys of which no run ended, though nothing moves any more. */
  readonly givenUp: readonly string[];
  /** Objects whose runs had not ended when it was told to stop. */
  readonly left: number;
}

/** Returns how long the next upload has to wait so that no more than `papersPerSecond` are uploaded on average. */
export const waitMsOf = (papers: number, elapsedMs: number, papersPerSecond: number): number =>
  Math.max(0, (papers * 1_000) / papersPerSecond - elapsedMs);

/** A minute's, where a look is taken every two seconds. */
const LOOKS_BETWEEN_ALL = 30;

/**
 * Uploads object after object, so that no more runs than asked for are under way at once, and no more papers a second are
 * uploaded, until all have ended or it is told to stop. What is under way then goes on by itself; what was not uploaded is
 * uploaded next time.
 */
export async function runBackfill(plan: Plan, backfilling: Backfilling): Promise<Backfilled> {
  const { upload, watch, allEnded, quiet, pauseMs, runsAtOnce, papersPerSecond = Infinity } = backfilling;
  const { papersIn, stop, onProgress, onEnded } = backfilling;
  const beganAt = performance.now();
  const waiting = [...plan.toUpload];
  const underWay = new Set(plan.underWay);
  const ended: RunStatistics[] = [];
  const givenUp: string[] = [];
  let papers = 0;
  let looks = 0;

  const waitMs = () =>
    waiting.length === 0 ? 0 : waitMsOf(papers, performance.now() - beganAt, papersPerSecond);
  const uploadMore = async () => {
    while (underWay.size < runsAtOnce && waitMs() === 0 && !stop.aborted) {
      const object = waiting.shift();
      if (!object) return;
      const key = backfillKey(object);
      underWay.add(key);
      await upload(object, key);
      papers += papersIn(object);
    }
  };
  const left = () => waiting.length + underWay.size;
  const isOurs = ({ key }: RunStatistics) => key !== null && underWay.has(key);
  const onLook = (runs: readonly RunStatistics[]) => onProgress(runs.filter(isOurs), left(), waitMs());
  async function* ours(runs: AsyncIterable<RunStatistics>) {
    for await (const run of runs) if (isOurs(run)) yield run;
  }
  // An upload can come due while no run ends: each look is a chance for it.
  const uploading: RunWatch = {
    async look() {
      await uploadMore();
      const seen = await watch.look();
      return allEnded && ++looks % LOOKS_BETWEEN_ALL === 0
        ? [...seen, ...(await Array.fromAsync(ours(allEnded())))]
        : seen;
    },
  };

  const following = { stop, onLook, ...(quiet && { quiet }), ...(pauseMs && { pauseMs }) };
  while (left() > 0 && !stop.aborted) {
    for await (const run of followRuns(uploading, following)) {
      if (run.key === null || !underWay.delete(run.key)) continue;
      ended.push(run);
      onEnded(run);
      await uploadMore();
      if (left() === 0) break;
    }
    if (stop.aborted) break;
    givenUp.push(...underWay);
    underWay.clear();
  }
  return { ended, givenUp, left: left() };
}
