import type { EventLog } from "@paperledger/core/runs/event-log";
import { RunFold } from "@paperledger/core/runs/run-fold";
import { isProjected } from "@paperledger/core/statistics/run-statistics";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import type { BatchDone, RunEventOf } from "@paperledger/events/run-event";

/** A batch of a run, without the ids of its papers. That way a run of 40,000 batches fits into memory. */
export interface LoggedBatch
  extends Pick<
    BatchDone,
    | "processed"
    | "upserted"
    | "duplicate"
    | "rejected"
    | "rejected_by_reason"
    | "bytes"
    | "batch_ms"
    | "records"
    | "reject_key"
  > {
  readonly seq: number;
  readonly at: string;
}

/** A run as read from its events in the log. */
export interface RunLog {
  readonly fold: RunFold;
  /** The batches in order of `seq`. */
  readonly batches: readonly LoggedBatch[];
  /** Why events cannot be read. */
  readonly unreadable: readonly string[];
}

/** Reads runs from the event log, and keeps the last ones in memory. */
export interface RunLogs {
  /**
   * Reads a run. If the run is kept, reads only the events after the first missing batch. Reads nothing if the run is completed.
   */
  read(traceId: TraceId, eventLog: Pick<EventLog, "eventsOf">): Promise<RunLog>;
}

interface HeldRun {
  readonly fold: RunFold;
  readonly batches: Map<number, LoggedBatch>;
  reading: Promise<RunLog> | undefined;
  log: RunLog | undefined;
}

/** @param most the number of runs to keep. The run that was read longest ago is dropped first */
export function runLogs(most = 6): RunLogs {
  const held = new Map<TraceId, HeldRun>();
  return {
    read(traceId, eventLog) {
      const run = held.get(traceId) ?? newRun(traceId);
      held.delete(traceId);
      held.set(traceId, run);
      for (const oldest of held.keys()) if (held.size > most) held.delete(oldest);
      run.reading ??= readOn(traceId, run, eventLog).finally(() => {
        run.reading = undefined;
      });
      return run.reading;
    },
  };
}

const newRun = (traceId: TraceId): HeldRun => ({
  fold: new RunFold(traceId),
  batches: new Map(),
  reading: undefined,
  log: undefined,
});

async function readOn(traceId: TraceId, run: HeldRun, eventLog: Pick<EventLog, "eventsOf">): Promise<RunLog> {
  const { fold, batches } = run;
  // Nothing is appended after `completed`.
  if (run.log && fold.isCompleted && isProjected(fold.statistics)) return run.log;
  const unreadable: string[] = [];
  const after = fold.reachedSeq === 0 ? undefined : fold.reachedSeq;
  for await (const event of eventLog.eventsOf(traceId, ({ message }) => unreadable.push(message), after)) {
    fold.add(event);
    if (event.type === "batch-done") batches.set(event.metadata.seq, loggedBatch(event));
  }
  run.log = {
    fold,
    batches: [...batches.values()].sort((a, b) => a.seq - b.seq),
    unreadable,
  };
  return run.log;
}

function loggedBatch({ metadata, data }: RunEventOf<"batch-done">): LoggedBatch {
  const {
    processed,
    upserted,
    duplicate,
    rejected,
    rejected_by_reason,
    bytes,
    batch_ms,
    records,
    reject_key,
  } = data;
  return {
    seq: metadata.seq,
    at: metadata.occurred_at,
    processed,
    upserted,
    duplicate,
    rejected,
    rejected_by_reason,
    bytes,
    batch_ms,
    records,
    reject_key,
  };
}
