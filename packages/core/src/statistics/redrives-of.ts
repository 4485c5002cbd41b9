import { type TraceId, timeOf } from "../trace-ids/trace-id.ts";
import type { StatisticsStore } from "./statistics-store.ts";

/** Returns the runs that redrive the rejects of a run, oldest first. It makes one query. */
export async function redrivesOf(
  traceId: TraceId,
  statistics: Pick<StatisticsStore, "redrives">,
): Promise<readonly TraceId[]> {
  const at = timeOf(traceId);
  const found: TraceId[] = [];
  for await (const { of, by } of statistics.redrives({ from: at, to: at }))
    if (of === traceId) found.push(by);
  return found.sort();
}
