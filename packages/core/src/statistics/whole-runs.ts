import type { EventLog } from "../runs/event-log.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import { differencesOfRun } from "./difference.ts";
import { emptyRun, foldEvent, type RunStatistics } from "./run-statistics.ts";

/** As many runs are read again. After so many that do differ, no further reading changes the answer. */
const MAX_DIFFERENT = 100;

/** Returns a run as the log holds it, or nothing if it was returned before. */
export type WholeRun = (
  scanned: RunStatistics,
  stored: RunStatistics | undefined,
) => Promise<RunStatistics | undefined>;

/**
 * Makes whole runs of what a walk through the log gives. Nobody promises that the walk gives all events of a run at once:
 * AWS does not document what a scan gives while a partition is split. So a run that is not as it is stored is read again
 * by itself. If that gives more than the walk did, the walk may give the rest later, and that is left out.
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

/** Folds a run's own events. Those that cannot be read were reported by the walk. */
async function foldOf(traceId: string, eventLog: Pick<EventLog, "eventsOf">): Promise<RunStatistics> {
  let run = emptyRun(traceId);
  for await (const event of eventLog.eventsOf(parseTraceId(traceId), () => {})) run = foldEvent(run, event);
  return run;
}
