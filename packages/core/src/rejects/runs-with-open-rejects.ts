import { redriveOf } from "../runs/redrives.ts";
import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { StatisticsStore, TimeRange } from "../statistics/statistics-store.ts";
import type { RejectedByReason } from "../statistics/tally.ts";
import type { OnUnreadableStatistic } from "../statistics/unreadable-statistic.ts";
import { parseTraceId, type TraceId, timeOf } from "../trace-ids/trace-id.ts";
import { lastRedrive, openRejects } from "./open-rejects.ts";

/** A run, and the number of its open rejects by reason. */
export interface RunWithOpenRejects {
  readonly run: RunStatistics;
  readonly open: RejectedByReason;
}

/**
 * Returns the runs of a range that have open rejects, the newest trace id first. A run is of the range if its file is, or if it began
 * late in the range. For example, a backfill that ran last night is found, although its files are years old.
 *
 * A reject is open until a redrive of it succeeds. If a redriven run is among the runs, the results of its redrives count for it, and
 * the redrives are not listed. If it is not among them, only its last redrive is listed. So no reject counts twice.
 *
 * @param ofRange the runs whose files are of the range. Runs without rejected records may be missing
 */
export async function runsWithOpenRejects(
  ofRange: AsyncIterable<RunStatistics> | Iterable<RunStatistics>,
  range: TimeRange,
  statistics: Pick<StatisticsStore, "lateWithRejects" | "redrives" | "runs">,
  onUnreadable: OnUnreadableStatistic,
): Promise<readonly RunWithOpenRejects[]> {
  const found = new Map<string, RunStatistics>();
  for await (const run of ofRange) if (run.tally.rejected > 0) found.set(run.trace_id, run);
  for await (const run of statistics.lateWithRejects(range, onUnreadable)) found.set(run.trace_id, run);
  const redriven = [...found.values()].flatMap(({ key }) => redriveOf(key ?? "") ?? []);
  const redrivesOf = await redrivesOfRuns(new Set([...found.keys(), ...redriven]), statistics);
  const isListed = ({ trace_id, key }: RunStatistics) => {
    const of = redriveOf(key ?? "");
    if (of === undefined) return true;
    if (found.has(of)) return false;
    return lastRedrive(redrivesOf(of))?.some(({ run }) => run.trace_id === trace_id) ?? true;
  };
  return [...found.values()]
    .filter(isListed)
    .map((run) => ({ run, open: openRejects(run, redrivesOf) }))
    .filter(({ open }) => Object.keys(open).length > 0)
    .toSorted((a, b) => (a.run.trace_id < b.run.trace_id ? 1 : -1));
}

/** Reads the redrives of some runs, and the redrives of these. Returns a function that returns the redrives of one run. */
async function redrivesOfRuns(
  runs: ReadonlySet<string>,
  statistics: Pick<StatisticsStore, "redrives" | "runs">,
): Promise<(traceId: string) => readonly RunStatistics[]> {
  const [oldest] = [...runs].toSorted();
  if (oldest === undefined) return () => [];
  const range = { from: timeOf(parseTraceId(oldest)), to: new Date() };
  const links = (await Array.fromAsync(statistics.redrives(range))).toSorted((a, b) =>
    a.of < b.of ? -1 : 1,
  );
  const byRun = new Map<string, TraceId[]>();
  // A redrive is newer than its run. In this order, a redrive of a redrive comes after that redrive, so its run is known.
  const known = new Set(runs);
  for (const { of, by } of links)
    if (known.has(of)) {
      byRun.set(of, [...(byRun.get(of) ?? []), by]);
      known.add(by);
    }
  const redrives = await statistics.runs([...byRun.values()].flat(), () => {});
  const byId = new Map(redrives.map((run) => [run.trace_id, run]));
  return (traceId) => (byRun.get(traceId) ?? []).flatMap((by) => byId.get(by) ?? []);
}
