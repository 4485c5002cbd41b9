import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { type BackfillObject, backfillKey } from "./backfill-object.ts";
import type { EndedRuns } from "./ended-runs.ts";

/** An object whose run failed in an earlier backfill. It is uploaded again only after it has changed. */
interface FailedBefore {
  readonly object: BackfillObject;
  readonly run: RunStatistics;
}

/** The work that a backfill has left. */
export interface Plan {
  readonly toUpload: readonly BackfillObject[];
  /** Keys that an earlier backfill uploaded and whose run has not ended. */
  readonly underWay: readonly string[];
  /** The number of objects whose runs are completed. */
  readonly done: number;
  readonly failedBefore: readonly FailedBefore[];
}

/** Plans a backfill. @param uploaded the keys that are in the bucket */
export function planOf(
  objects: readonly BackfillObject[],
  uploaded: ReadonlySet<string>,
  { completed, failed }: EndedRuns,
): Plan {
  const isUploaded = (object: BackfillObject) => uploaded.has(backfillKey(object));
  const isDone = (object: BackfillObject) => completed.has(backfillKey(object));
  const left = objects.filter((object) => isUploaded(object) && !isDone(object));
  return {
    toUpload: objects.filter((object) => !isUploaded(object)),
    underWay: left.map(backfillKey).filter((key) => !failed.has(key)),
    done: objects.filter((object) => isUploaded(object) && isDone(object)).length,
    failedBefore: left.flatMap((object) => {
      const run = failed.get(backfillKey(object));
      return run ? [{ object, run }] : [];
    }),
  };
}
