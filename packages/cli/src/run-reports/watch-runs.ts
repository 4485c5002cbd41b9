import { isProjected, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import type { OnUnreadableStatistic } from "@paperledger/core/statistics/unreadable-statistic";
import { parseTraceId, runDateOf, traceIdOf } from "@paperledger/core/trace-ids/trace-id";

type RunsRead = Pick<StatisticsStore, "runs" | "runsOn" | "runsWith">;

/** Watches the runs that are under way. */
export interface RunWatch {
  /**
   * Returns the runs that were under way when the watch began or began later, oldest first, in their current state. A run is
   * returned for the last time by the look that finds it ended and projected.
   */
  look(): Promise<readonly RunStatistics[]>;
}

/** A trace id holds the time of the S3 event. The run may begin some minutes later, if the event had to wait. */
const NOTICED_WITHIN_MS = 10 * 60_000;

export interface WatchOptions {
  /** True if files of any age wait for their runs. Then each look also lists the running runs. */
  readonly doOldFilesWait?: boolean;
  readonly now?: () => number;
}

/**
 * Begins to watch. Runs that ended before are left out. The run of a file that waited for more than ten minutes is noticed only with
 * `doOldFilesWait`, and only if a look finds it running.
 *
 * @param onUnreadable is called for each item of the statistics that cannot be read, each time the runs are read
 */
export async function watchRuns(
  statistics: RunsRead,
  onUnreadable: OnUnreadableStatistic,
  { doOldFilesWait = false, now = Date.now }: WatchOptions = {},
): Promise<RunWatch> {
  const seen = new Set<string>();
  const underWay = new Set<string>();
  const addRunning = async () => {
    for await (const { trace_id } of statistics.runsWith("running", onUnreadable)) underWay.add(trace_id);
  };
  await addRunning();
  for await (const { trace_id } of recentRuns(statistics, now(), onUnreadable)) seen.add(trace_id);

  return {
    async look() {
      if (doOldFilesWait) await addRunning();
      for await (const { trace_id } of recentRuns(statistics, now(), onUnreadable)) {
        if (!seen.has(trace_id)) underWay.add(trace_id);
        seen.add(trace_id);
      }
      const runs = await statistics.runs([...underWay].map(parseTraceId), onUnreadable);
      const found = runs.toSorted((a, b) => (a.trace_id < b.trace_id ? -1 : 1));
      for (const run of found) if (isProjected(run)) underWay.delete(run.trace_id);
      return found;
    },
  };
}

/** Trace ids sort by time, so a run after a moment has a greater trace id than any run before it. */
async function* recentRuns(statistics: RunsRead, nowMs: number, onUnreadable: OnUnreadableStatistic) {
  const earliest = traceIdAt(nowMs - NOTICED_WITHIN_MS);
  for (const date of new Set([runDateOf(earliest), runDateOf(traceIdAt(nowMs))]))
    for await (const run of statistics.runsOn(date, onUnreadable)) {
      if (run.trace_id < earliest) break;
      yield run;
    }
}

const traceIdAt = (eventTimeMs: number) => traceIdOf({ bucket: "", key: "", version: "", eventTimeMs });
