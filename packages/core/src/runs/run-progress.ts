import {
  type BatchDone,
  type Failed,
  FIRST_FAILURE_SEQ,
  type Position,
  type RunEvent,
} from "@paperledger/events/run-event";

/** The sums over the batches of a run so far. */
export interface RunTotals {
  readonly processed: number;
  readonly upserted: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly bytes: number;
  readonly batches: number;
  /** Batches of which no record made it. */
  readonly failedBatches: number;
  readonly batchMs: number;
}

/** How far a run is, told by its own events. */
export interface RunProgress {
  readonly totals: RunTotals;
  /** The last batch-done before which none is missing: the run resumes after it. */
  readonly reached: { readonly seq: number; readonly position: Position };
  /** Batches after the first missing one that are done all the same: several are in flight at once. */
  readonly doneAhead: ReadonlySet<number>;
  /** The sources of the records up to there. */
  readonly sources: ReadonlySet<string>;
  readonly isStarted: boolean;
  readonly isCompleted: boolean;
  readonly failures: number;
  readonly lastFailure: Failed | null;
}

const NO_TOTALS: RunTotals = {
  processed: 0,
  upserted: 0,
  duplicate: 0,
  rejected: 0,
  bytes: 0,
  batches: 0,
  failedBatches: 0,
  batchMs: 0,
};

/** The totals with one more batch. */
export const withBatch = (totals: RunTotals, batch: BatchDone): RunTotals => ({
  processed: totals.processed + batch.processed,
  upserted: totals.upserted + batch.upserted,
  duplicate: totals.duplicate + batch.duplicate,
  rejected: totals.rejected + batch.rejected,
  bytes: totals.bytes + batch.bytes,
  batches: totals.batches + 1,
  failedBatches: totals.failedBatches + (batch.rejected === batch.processed ? 1 : 0),
  batchMs: totals.batchMs + batch.batch_ms,
});

/** Folds a run's events, given in order of `seq`, into how far it is. Memory does not grow with the run. */
export async function runProgress(
  events: AsyncIterable<RunEvent> | Iterable<RunEvent>,
): Promise<RunProgress> {
  let totals = NO_TOTALS;
  let reached = { seq: 0, position: { record_number: 0, byte_offset: 0 } };
  const doneAhead = new Set<number>();
  const sources = new Set<string>();
  let isStarted = false;
  let isCompleted = false;
  let failures = 0;
  let lastFailure: Failed | null = null;

  for await (const { type, metadata, data } of events) {
    if (type === "started") isStarted = true;
    if (type === "completed") isCompleted = true;
    if (type === "failed") {
      failures = metadata.seq - FIRST_FAILURE_SEQ + 1;
      lastFailure = data;
    }
    if (type === "batch-done") {
      totals = withBatch(totals, data);
      if (metadata.seq === reached.seq + 1) {
        reached = { seq: metadata.seq, position: data.position };
        for (const source of Object.keys(data.by_source)) sources.add(source);
      } else doneAhead.add(metadata.seq);
    }
  }
  return { totals, reached, doneAhead, sources, isStarted, isCompleted, failures, lastFailure };
}
