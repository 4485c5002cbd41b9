import type { BatchFigures, EventOutline, EventOutlines } from "@paperledger/core/runs/event-outline";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { FIRST_FAILURE_SEQ } from "@paperledger/events/run-event";

/** A batch of a run, without the ids of its papers. That way a run of 40,000 batches fits into memory. */
export interface LoggedBatch extends BatchFigures {
  readonly seq: number;
  readonly at: string;
}

/** A run as read from its events in the log. */
export interface RunLog {
  /** Null if its first event is not in the log. */
  readonly startedAt: string | null;
  readonly isCompleted: boolean;
  /** The number of its failures. */
  readonly failures: number;
  /** The batches in order of `seq`. */
  readonly batches: readonly LoggedBatch[];
  /** Why events cannot be read. */
  readonly unreadable: readonly string[];
}

/** Reads runs from the event log, and keeps the last ones in memory. */
export interface RunLogs {
  /**
   * Reads a run for some time. If the run is kept, reads only the events after the first missing batch. Reads nothing if the run is
   * completed. `log` is undefined if the time was too short. Then the next call reads on.
   *
   * @param forMs the page of events that is under way at the end of this time is still read
   */
  read(traceId: TraceId, eventLog: EventOutlines, forMs?: number): Promise<RunRead>;
}

interface RunRead {
  readonly log: RunLog | undefined;
  /** The number of batches that have been read. */
  readonly batchesRead: number;
}

/** A run whose log was read, in whole or in part. */
interface HeldRun {
  startedAt: string | null;
  completedSeq: number | null;
  failures: number;
  readonly batches: Map<number, LoggedBatch>;
  /** The last of the batches without a gap from the first one. */
  reachedSeq: number;
  reading: Promise<RunRead> | undefined;
  /** The last event of a read that was not finished. */
  readOnAfter: number | undefined;
  unreadable: string[];
  log: RunLog | undefined;
}

/** @param most the number of runs to keep. The run that was read longest ago is dropped first */
export function runLogs(most = 6): RunLogs {
  const held = new Map<TraceId, HeldRun>();
  return {
    read(traceId, eventLog, forMs = Number.POSITIVE_INFINITY) {
      const run = held.get(traceId) ?? newRun();
      held.delete(traceId);
      held.set(traceId, run);
      for (const oldest of held.keys()) if (held.size > most) held.delete(oldest);
      run.reading ??= readOn(traceId, run, eventLog, forMs).finally(() => {
        run.reading = undefined;
      });
      return run.reading;
    },
  };
}

const newRun = (): HeldRun => ({
  startedAt: null,
  completedSeq: null,
  failures: 0,
  batches: new Map(),
  reachedSeq: 0,
  reading: undefined,
  readOnAfter: undefined,
  unreadable: [],
  log: undefined,
});

async function readOn(
  traceId: TraceId,
  run: HeldRun,
  eventLog: EventOutlines,
  forMs: number,
): Promise<RunRead> {
  // Nothing is appended after `completed`.
  if (run.log && run.completedSeq !== null && run.reachedSeq === run.completedSeq - 1) return readOf(run);
  const endMs = performance.now() + forMs;
  if (run.readOnAfter === undefined) run.unreadable = [];
  const note = ({ message }: Error) => void run.unreadable.push(message);
  const after = run.readOnAfter ?? (run.reachedSeq === 0 ? undefined : run.reachedSeq);
  for await (const page of eventLog.outlineOf(traceId, note, after)) {
    for (const event of page) add(run, event);
    run.readOnAfter = page.at(-1)?.seq ?? run.readOnAfter;
    if (performance.now() >= endMs) return { log: undefined, batchesRead: run.batches.size };
  }
  run.readOnAfter = undefined;
  const { startedAt, completedSeq, failures, batches, unreadable } = run;
  run.log = {
    startedAt,
    isCompleted: completedSeq !== null,
    failures,
    batches: [...batches.values()].sort((a, b) => a.seq - b.seq),
    unreadable,
  };
  return readOf(run);
}

const readOf = ({ log, batches }: HeldRun): RunRead => ({ log, batchesRead: batches.size });

function add(run: HeldRun, event: EventOutline): void {
  const { seq, occurred_at } = event;
  switch (event.type) {
    case "started":
      run.startedAt = occurred_at;
      break;
    case "completed":
      run.completedSeq = seq;
      break;
    case "failed":
      run.failures = Math.max(run.failures, seq - FIRST_FAILURE_SEQ + 1);
      break;
    case "batch-done":
      run.batches.set(seq, { seq, at: occurred_at, ...event.batch });
      while (run.batches.has(run.reachedSeq + 1)) run.reachedSeq += 1;
  }
}
