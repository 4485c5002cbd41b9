import {
  type BatchDone,
  type Failed,
  FIRST_FAILURE_SEQ,
  type Position,
  type RestartPointData,
  type RunEvent,
  type Started,
} from "@paperledger/events/run-event";
import { emptyRun, foldEvent, type RunStatistics } from "../statistics/run-statistics.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";

/** A place in the file at which a run can resume: the end of a batch, and the last restart point before it. */
export interface ResumePoint {
  readonly position: Position;
  readonly restartPoint: RestartPointData | null;
}

const FILE_START: ResumePoint = { position: { record_number: 0, byte_offset: 0 }, restartPoint: null };

/** A run that resumes reads this many records again, because later records may be repeats of them. */
const RECORDS_BEFORE = 2_000;

/**
 * The state of one run, folded from its events. Resuming, redriving, the processor's result and the statistics all use it, so they
 * always agree. Events may be added in any order. An event that was already added changes nothing.
 */
export class RunFold {
  /** The status, times, failure and sums of the run, in the form of the projection. */
  statistics: RunStatistics;
  started: Started | undefined;
  /** The `seq` of the last batch in the row of batches without a gap, from the first one. 0 if the first batch is missing. */
  reachedSeq = 0;
  /** Batches that are done although an earlier batch is missing, by `seq`. */
  readonly doneAhead = new Map<number, BatchDone>();
  /** The sources of the records up to {@link reached}. */
  readonly sources = new Set<string>();
  /** The number of batches in which every record was rejected. */
  rejectedBatches = 0;
  readonly rejectKeys: string[] = [];
  failures = 0;
  lastFailure: Failed | null = null;
  lastEventAt: string | undefined;
  #lastEventIsFailure = false;
  /** The ends of the last batches in file order. They reach back {@link RECORDS_BEFORE} records from the end of the last batch. */
  #ends: ResumePoint[] = [FILE_START];

  constructor(traceId: TraceId) {
    this.statistics = emptyRun(traceId);
  }

  add(event: RunEvent): void {
    const before = this.statistics;
    this.statistics = foldEvent(before, event);
    if (this.statistics === before) return;
    const { seq, occurred_at } = event.metadata;
    if (this.lastEventAt === undefined || occurred_at >= this.lastEventAt) {
      this.lastEventAt = occurred_at;
      this.#lastEventIsFailure = event.type === "failed";
    }
    if (event.type === "started") this.started = event.data;
    if (event.type === "batch-done") this.#addBatch(seq, event.data);
    if (event.type === "failed" && seq - FIRST_FAILURE_SEQ + 1 > this.failures) {
      this.failures = seq - FIRST_FAILURE_SEQ + 1;
      this.lastFailure = event.data;
    }
  }

  #addBatch(seq: number, batch: BatchDone): void {
    if (batch.rejected === batch.processed) this.rejectedBatches += 1;
    if (batch.reject_key !== null) this.rejectKeys.push(batch.reject_key);
    this.doneAhead.set(seq, batch);
    for (;;) {
      const next = this.doneAhead.get(this.reachedSeq + 1);
      if (!next) return;
      this.reachedSeq += 1;
      this.doneAhead.delete(this.reachedSeq);
      for (const source of Object.keys(next.by_source)) this.sources.add(source);
      this.#ends.push({ position: next.position, restartPoint: next.restart_point });
      const enough = next.position.record_number - RECORDS_BEFORE;
      while ((this.#ends[1]?.position.record_number ?? Number.POSITIVE_INFINITY) <= enough)
        this.#ends.shift();
    }
  }

  /** The end of the batch {@link reachedSeq}. The run continues after it. */
  get reached(): Position {
    return (this.#ends.at(-1) ?? FILE_START).position;
  }

  /** The place from which a run that resumes reads: at least {@link RECORDS_BEFORE} records before {@link reached}, or the file's start. */
  get readFrom(): ResumePoint {
    return this.#ends[0] ?? FILE_START;
  }

  get batches(): number {
    return this.statistics.tally.batches;
  }

  get isCompleted(): boolean {
    return this.statistics.completed_seq !== null;
  }

  /** True if the run is completed, or if its last event is a failure. A failed run that was begun again has later events. */
  get hasEnded(): boolean {
    return this.isCompleted || this.#lastEventIsFailure;
  }
}

/** Folds the events of a run. Memory grows only with the number of its batches with rejects. */
export async function foldRun(
  traceId: TraceId,
  events: AsyncIterable<RunEvent> | Iterable<RunEvent>,
): Promise<RunFold> {
  const run = new RunFold(traceId);
  for await (const event of events) run.add(event);
  return run;
}
