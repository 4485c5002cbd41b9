import type { EventLog } from "../runs/event-log.ts";
import { SILENT_AFTER_MS } from "../runs/silent-after.ts";
import { silentAmong } from "../runs/stuck-runs.ts";
import { redrivesOf } from "../statistics/redrives-of.ts";
import type { StatisticsStore } from "../statistics/statistics-store.ts";
import { parseTraceId, type TraceId } from "../trace-ids/trace-id.ts";

/**
 * Returns the runs that are reading rejects of this run again, oldest first. A redrive of a redrive reads such rejects too. A silent
 * run is left out, because nobody knows whether it goes on.
 */
export async function redrivesUnderWay(
  traceId: TraceId,
  {
    statistics,
    eventLog,
  }: {
    readonly statistics: Pick<StatisticsStore, "redrives" | "runs">;
    readonly eventLog: Pick<EventLog, "eventsOf">;
  },
  now: Date,
): Promise<readonly TraceId[]> {
  const redrives = new Set<TraceId>([traceId]);
  // A set yields also what is added while it is read.
  for (const of of redrives) for (const by of await redrivesOf(of, statistics)) redrives.add(by);
  redrives.delete(traceId);
  const runs = await statistics.runs([...redrives], () => {});
  const running = runs.filter(({ run_status }) => run_status === "running");
  const silentSince = new Date(now.getTime() - SILENT_AFTER_MS);
  const silent = await Array.fromAsync(silentAmong(running, eventLog, silentSince, () => {}));
  const isSilent = new Set(silent.map(({ run }) => run.trace_id));
  return running
    .map(({ trace_id }) => parseTraceId(trace_id))
    .filter((each) => !isSilent.has(each))
    .sort();
}
