import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { StatisticsStore, TimeRange } from "../statistics/statistics-store.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import type { EventLog, OnUnreadable } from "./event-log.ts";
import { foldRun } from "./run-fold.ts";

export interface StuckRun {
  readonly run: RunStatistics;
  readonly lastEventAt: string;
}

/**
 * Yields the runs that have begun, or were begun again after a failure, but have not ended and have no event since
 * `silentSince`. For each status, the newest run comes first. The event log decides, because the statistics may be older.
 *
 * If `onUnreadable` is given, it is called for each item that cannot be read and reading continues. A run with such an
 * item is found like any other.
 *
 * @param failedIn yields only runs in this range of time, if they failed and were begun again. The range does not limit other runs
 */
export async function* stuckRuns(
  {
    eventLog,
    statistics,
  }: {
    readonly eventLog: Pick<EventLog, "eventsOf">;
    readonly statistics: Pick<StatisticsStore, "runsWith">;
  },
  silentSince: Date,
  onUnreadable?: OnUnreadable,
  failedIn?: TimeRange,
): AsyncIterable<StuckRun> {
  yield* silentAmong(unended(statistics, onUnreadable, failedIn), eventLog, silentSince, onUnreadable);
}

/** Yields the given runs that have begun, have not ended, and have no event since `silentSince`. The event log decides. */
export async function* silentAmong(
  runs: AsyncIterable<RunStatistics> | Iterable<RunStatistics>,
  eventLog: Pick<EventLog, "eventsOf">,
  silentSince: Date,
  onUnreadable?: OnUnreadable,
): AsyncIterable<StuckRun> {
  for await (const run of runs) {
    const traceId = parseTraceId(run.trace_id);
    const events = eventLog.eventsOf(traceId, onUnreadable);
    const { hasEnded, lastEventAt } = await foldRun(traceId, events);
    if (hasEnded || lastEventAt === undefined) continue;
    if (lastEventAt < silentSince.toISOString()) yield { run, lastEventAt };
  }
}

/** Returns true if a failed run was begun again: it has done more batches since its failure. */
export const wasBegunAgain = ({ failure, tally }: RunStatistics): boolean =>
  failure !== null && tally.batches > failure.batches;

/** Yields the runs that may still be running: running runs, and failed runs that have done more batches since their failure. */
async function* unended(
  statistics: Pick<StatisticsStore, "runsWith">,
  onUnreadable?: OnUnreadable,
  failedIn?: TimeRange,
): AsyncIterable<RunStatistics> {
  yield* statistics.runsWith("running", onUnreadable);
  for await (const run of statistics.runsWith("failed", onUnreadable, failedIn))
    if (wasBegunAgain(run)) yield run;
}
