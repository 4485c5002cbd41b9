import type { RunEvent } from "@paperledger/events/run-event";
import { emptyRun, foldEvent, type RunStatistics } from "./run-statistics.ts";

/** Folds a log, in which the events of a run come together, run by run: one is held at a time. */
export async function* foldRuns(events: AsyncIterable<RunEvent>): AsyncIterable<RunStatistics> {
  let run: RunStatistics | undefined;
  for await (const event of events) {
    const { trace_id } = event.metadata;
    if (run !== undefined && run.trace_id !== trace_id) {
      yield run;
      run = undefined;
    }
    run = foldEvent(run ?? emptyRun(trace_id), event);
  }
  if (run !== undefined) yield run;
}
