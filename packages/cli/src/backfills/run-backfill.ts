import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { followRuns } from "../runs/follow-runs.ts";
import type { RunWatch } from "../runs/watch-runs.ts";
import { type BackfillObject, backfillKey } from "./backfill-object.ts";
import type { Plan } from "./plan.ts";

export interface Backfilling {
  readonly upload: (object: BackfillObject, key: string) => Promise<void>;
  /** Begun before the first upload. */
  readonly watch: RunWatch;
  /** Settles when nothing moves any more, where that is known. */
  readonly quiet?: () => Promise<void>;
  /** Between two looks at the runs. */
  readonly pauseMs?: number;
  readonly runsAtOnce: number;
  readonly stop: AbortSignal;
  /** Told of the backfill's runs that are under way, again and again. */
  readonly onProgress: (runs: readonly RunStatistics[], left: number) => void;
  readonly onEnded: (run: RunStatistics) => void;
}

export interface Backfilled {
  readonly ended: readonly RunStatistics[];
  /** Keys of which no run ended, though nothing moves any more. */
  readonly givenUp: readonly string[];
  /** Objects whose runs had not ended when it was told to stop. */
  readonly left: number;
}

/**
 * Uploads object after object, so that no more runs than asked for are under way at once, until all have ended or it is
 * told to stop. What is under way then goes on by itself; what was not uploaded is uploaded next time.
 */
export async function runBackfill(plan: Plan, backfilling: Backfilling): Promise<Backfilled> {
  const { upload, watch, quiet, pauseMs, runsAtOnce, stop, onProgress, onEnded } = backfilling;
  const waiting = [...plan.toUpload];
  const underWay = new Set(plan.underWay);
  const ended: RunStatistics[] = [];
  const givenUp: string[] = [];

  const uploadMore = async () => {
    while (underWay.size < runsAtOnce && !stop.aborted) {
      const object = waiting.shift();
      if (!object) return;
      const key = backfillKey(object);
      underWay.add(key);
      await upload(object, key);
    }
  };
  const left = () => waiting.length + underWay.size;
  const isOurs = ({ key }: RunStatistics) => key !== null && underWay.has(key);
  const onLook = (runs: readonly RunStatistics[]) => onProgress(runs.filter(isOurs), left());

  const following = { stop, onLook, ...(quiet && { quiet }), ...(pauseMs && { pauseMs }) };
  await uploadMore();
  while (underWay.size > 0 && !stop.aborted) {
    for await (const run of followRuns(watch, following)) {
      if (run.key === null || !underWay.delete(run.key)) continue;
      ended.push(run);
      onEnded(run);
      await uploadMore();
      if (underWay.size === 0) break;
    }
    if (underWay.size === 0 || stop.aborted) break;
    givenUp.push(...underWay);
    underWay.clear();
    await uploadMore();
  }
  return { ended, givenUp, left: left() };
}
