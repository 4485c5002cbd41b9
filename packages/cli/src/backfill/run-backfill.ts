import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { followRuns } from "../run-reports/follow-runs.ts";
import type { RunWatch } from "../run-reports/watch-runs.ts";
import { type BackfillObject, backfillKey } from "./backfill-object.ts";
import type { Plan } from "./plan.ts";

export interface Backfilling {
  readonly upload: (object: BackfillObject, key: string) => Promise<void>;
  /** Must begin before the plan is made, so that no run ends unnoticed in between. */
  readonly watch: RunWatch;
  /** Reads all runs that have ended. It is called from time to time, because the watch misses a run whose event was delayed. */
  readonly allEnded?: () => AsyncIterable<RunStatistics>;
  /** Settles when the laptop is idle. */
  readonly quiet?: () => Promise<void>;
  /** The time between two looks at the runs. */
  readonly pauseMs?: number;
  readonly runsAtOnce: number;
  /** Uploads no faster than this many papers a second on average. Unlimited by default. */
  readonly papersPerSecond?: number | undefined;
  /** Estimates the papers in an object. */
  readonly papersIn: (object: BackfillObject) => number;
  readonly stop: AbortSignal;
  /** Is called each time the runs were read, with the runs under way and the time until the next upload. */
  readonly onProgress: (runs: readonly RunStatistics[], left: number, waitMs: number) => void;
  readonly onEnded: (run: RunStatistics) => void;
}

export interface Backfilled {
  readonly ended: readonly RunStatistics[];
  /** Keys whose run has not ended although the laptop is idle. */
  readonly givenUp: readonly string[];
  /** The number of objects whose runs had not ended at the stop. */
  readonly left: number;
}

/** Returns how long the next upload has to wait so that no more than `papersPerSecond` are uploaded on average. */
export const waitMsOf = (papers: number, elapsedMs: number, papersPerSecond: number): number =>
  Math.max(0, (papers * 1_000) / papersPerSecond - elapsedMs);

/** All runs are read after this many looks at the runs under way. With a look every two seconds, that is each minute. */
const LOOKS_BETWEEN_ALL = 30;

/**
 * Uploads one object after another until all runs have ended, or until `stop` aborts. No more than `runsAtOnce` runs are under
 * way at a time. After a stop, runs under way go on by themselves, and the next backfill uploads the other objects.
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
  // An upload can become due while no run ends, so it can also start when the runs are read.
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
