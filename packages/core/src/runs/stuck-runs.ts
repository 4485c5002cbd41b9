import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { StatisticsStore } from "../statistics/statistics-store.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import type { EventLog } from "./event-log.ts";
import { runToRedrive } from "./redrives.ts";

export interface StuckRun {
  readonly run: RunStatistics;
  readonly lastEventAt: string;
}

/**
 * The runs that have begun or were begun again after a failure, have not ended, and of which nothing was heard since a moment;
 * of each status newest first. The event log decides, for statistics may be behind it.
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
): AsyncIterable<StuckRun> {
  for await (const run of unended(statistics)) {
    const traceId = parseTraceId(run.trace_id);
    // A run with an item that nobody can read does not get on, and is found like any other: redriving it tells of the item.
    const events = eventLog.eventsOf(traceId, () => {});
    const { hasEnded, lastEventAt } = await runToRedrive(traceId, events);
    if (hasEnded || lastEventAt === undefined) continue;
    if (lastEventAt < silentSince.toISOString()) yield { run, lastEventAt };
  }
}

/** The runs that may be under way: of those that failed, the ones that have come further since. */
async function* unended(statistics: Pick<StatisticsStore, "runsWith">): AsyncIterable<RunStatistics> {
  yield* statistics.runsWith("running");
  for await (const run of statistics.runsWith("failed"))
    if (run.failure && run.tally.batches > run.failure.batches) yield run;
}
