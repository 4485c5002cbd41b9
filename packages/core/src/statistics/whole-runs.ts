import type { EventLog } from "../runs/event-log.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import { differencesOfRun } from "./difference.ts";
import { emptyRun, foldEvent, type RunStatistics } from "./run-statistics.ts";

/** After this many runs that differ, no further runs are read again, because the answer is clear. */
const MAX_DIFFERENT = 100;

/** Returns a run as the log holds it, or undefined if the run was returned before. */
export type WholeRun = (
  scanned: RunStatistics,
  stored: RunStatistics | undefined,
) => Promise<RunStatistics | undefined>;

/**
 * Completes the runs that a walk through the log gives. A walk may give the events of a run in several parts, because AWS does not
 * document the order of a scan while DynamoDB splits a partition. So a run that differs from the stored run is read again by itself. If
 * that gives more events than the walk, the walk may give the rest later. The rest is then ignored.
 */
export function wholeRuns(eventLog: Pick<EventLog, "eventsOf">): WholeRun {
  const readWhole = new Set<string>();
  let different = 0;
  return async (scanned, stored) => {
    const { trace_id } = scanned;
    if (readWhole.has(trace_id)) return undefined;
    if (isSame(scanned, stored) || different >= MAX_DIFFERENT) return scanned;
    const run = await foldOf(trace_id, eventLog);
    if (!isSame(run, scanned)) readWhole.add(trace_id);
    if (!isSame(run, stored)) different += 1;
    return run;
  };
}

const isSame = (run: RunStatistics, other: RunStatistics | undefined) =>
  differencesOfRun(run.trace_id, run, other).length === 0;

/** Reads and folds the events of one run. The walk reports the events that cannot be read. */
async function foldOf(traceId: string, eventLog: Pick<EventLog, "eventsOf">): Promise<RunStatistics> {
  let run = emptyRun(traceId);
  for await (const event of eventLog.eventsOf(parseTraceId(traceId), () => {})) run = foldEvent(run, event);
  return run;
}
