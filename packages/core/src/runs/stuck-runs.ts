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
 * The runs that have begun, have not ended, and of which nothing was heard since a moment: newest first. The event log
 * decides, for statistics may be behind it.
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
  for await (const run of statistics.runsWith("running")) {
    const traceId = parseTraceId(run.trace_id);
    const { isCompleted, hasFailed, lastEventAt } = await runToRedrive(traceId, eventLog.eventsOf(traceId));
    if (isCompleted || hasFailed || lastEventAt === undefined) continue;
    if (lastEventAt < silentSince.toISOString()) yield { run, lastEventAt };
  }
}
