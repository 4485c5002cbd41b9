import type { RunEvent } from "@paperledger/events/run-event";
import { emptyRun, foldEvent, type RunStatistics } from "./run-statistics.ts";

/**
 * Folds a log run by run, and holds one run in memory at a time. The events of a run must come together.
 *
 * @param onEvent is called for each event, before it is folded
 */
export async function* foldRuns(
  events: AsyncIterable<RunEvent>,
  onEvent: (event: RunEvent) => void = () => {},
): AsyncIterable<RunStatistics> {
  let run: RunStatistics | undefined;
  for await (const event of events) {
    onEvent(event);
    const { trace_id } = event.metadata;
    if (run !== undefined && run.trace_id !== trace_id) {
      yield run;
      run = undefined;
    }
    run = foldEvent(run ?? emptyRun(trace_id), event);
  }
  if (run !== undefined) yield run;
}
