import {
  type BatchDone,
  FIRST_FAILURE_SEQ,
  type OutcomeCounts,
  type RunEvent,
} from "@paperledger/events/run-event";
import { parseTraceId, runDateOf } from "../trace-ids/trace-id.ts";
import { bucketOf } from "./histogram.ts";
import { addSeq, hasSeq, type SeqRanges } from "./seq-ranges.ts";
import { addTally, NO_TALLY, type RejectedByReason, type Tally } from "./tally.ts";

export const RUN_STATUSES = ["running", "completed", "failed"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** The statistics of a run: the fold of its events. */
export interface RunStatistics {
  readonly trace_id: string;
  /** The UTC date of the batch file, `YYYY-MM-DD`. */
  readonly run_date: string;
  /** `completed` if the run completed, also after a failure. Otherwise `failed` if it failed. Otherwise `running`. */
  readonly run_status: RunStatus;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly size_bytes: number | null;
  readonly format: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  /** The last failure. It is kept even if the run completed later. */
  readonly failure: {
    /** The number of batches that were done before the failure. */
    readonly batches: number;
    readonly seq: number;
    readonly at: string;
    readonly reason: string;
    readonly message: string;
  } | null;
  /** The `seq` of the completed event. The run has this event and all earlier ones. */
  readonly completed_seq: number | null;
  /** The seqs of the events that are folded in. */
  readonly applied: SeqRanges;
  /** The sums of all batches. Each `runs_*` counter is 1 or 0, for this run. */
  readonly tally: Tally;
  /** The same tally for each source that had a record in the run. */
  readonly by_source: Readonly<Record<string, Tally>>;
}

/** Returns the statistics of a run before its first event. */
export const emptyRun = (traceId: string): RunStatistics => ({
  trace_id: traceId,
  run_date: runDateOf(parseTraceId(traceId)),
  run_status: "running",
  bucket: null,
  key: null,
  size_bytes: null,
  format: null,
  started_at: null,
  completed_at: null,
  failure: null,
  completed_seq: null,
  applied: [],
  tally: NO_TALLY,
  by_source: {},
});

/**
 * Returns the statistics after one more event of the run. An event that is already folded in changes nothing. The order does not
 * matter: the same set of events always gives the same statistics.
 */
export function foldEvent(run: RunStatistics, event: RunEvent): RunStatistics {
  const { seq, occurred_at } = event.metadata;
  if (hasSeq(run.applied, seq)) return run;
  const next = { ...run, applied: addSeq(run.applied, seq) };
  switch (event.type) {
    case "started": {
      const { bucket, key, size_bytes } = event.data;
      return withStatus({ ...next, bucket, key, size_bytes, started_at: occurred_at });
    }
    case "batch-done":
      return withStatus(withBatchDone(next, event.data));
    case "completed":
      return withStatus({
        ...next,
        completed_at: occurred_at,
        completed_seq: seq,
        format: event.data.format,
      });
    case "failed": {
      const { reason, message, batches } = event.data;
      const isLast = run.failure === null || run.failure.seq < seq;
      return withStatus(
        isLast ? { ...next, failure: { seq, at: occurred_at, reason, message, batches } } : next,
      );
    }
  }
}

/** Returns true if the run has ended and all its events are folded in. */
export function isProjected({ completed_seq, failure, applied }: RunStatistics): boolean {
  const lastSeq = completed_seq ?? failure?.batches;
  return lastSeq !== undefined && countUpTo(FIRST_FAILURE_SEQ - 1, applied) > lastSeq;
}

/** Returns the number of events that are not folded in yet, although the end of their run is. Returns 0 if the run has not ended. */
function eventsBehind({ completed_seq, failure, applied }: RunStatistics): number {
  const lastSeq = completed_seq ?? failure?.batches;
  return lastSeq === undefined ? 0 : lastSeq + 1 - countUpTo(lastSeq, applied);
}

/** Returns how many numbers of a set are at most `lastSeq`. */
const countUpTo = (lastSeq: number, ranges: SeqRanges): number =>
  ranges.reduce((sum, [first, last]) => sum + Math.max(0, Math.min(last, lastSeq) - first + 1), 0);

function withBatchDone(run: RunStatistics, batch: BatchDone): RunStatistics {
  // A map, because a source may have the name of a property that every object inherits.
  const bySource = new Map(Object.entries(run.by_source));
  for (const [source, counts] of Object.entries(batch.by_source))
    bySource.set(
      source,
      addTally(
        bySource.get(source) ?? NO_TALLY,
        batchTally(counts, reasonsOf(counts, batch), batch.batch_ms),
      ),
    );
  const by_source = Object.fromEntries(bySource);
  return {
    ...run,
    tally: addTally(run.tally, batchTally(batch, batch.rejected_by_reason, batch.batch_ms)),
    by_source,
  };
}

/**
 * Returns the reasons of one source's rejected records. An earlier version did not log them. Then they are known only if
 * all rejected records of the batch are of this source.
 */
function reasonsOf(counts: BatchDone["by_source"][string], batch: BatchDone): RejectedByReason {
  if (counts.rejected_by_reason) return counts.rejected_by_reason;
  return counts.rejected === batch.rejected ? batch.rejected_by_reason : {};
}

const batchTally = (
  { processed, upserted, duplicate, rejected, bytes }: OutcomeCounts & { readonly bytes: number },
  rejected_by_reason: RejectedByReason,
  batchMs: number,
): Tally => ({
  ...NO_TALLY,
  processed,
  upserted,
  duplicate,
  rejected,
  bytes,
  batches: 1,
  batch_ms_sum: batchMs,
  batch_ms_histogram: { [bucketOf(batchMs)]: 1 },
  rejected_by_reason,
  batch_ms_min: batchMs,
  batch_ms_max: batchMs,
});

function withStatus(run: RunStatistics): RunStatistics {
  const run_status = run.completed_seq !== null ? "completed" : run.failure !== null ? "failed" : "running";
  const flags = {
    runs_started: run.started_at === null ? 0 : 1,
    runs_completed: run_status === "completed" ? 1 : 0,
    runs_failed: run_status === "failed" ? 1 : 0,
  };
  const by_source = Object.fromEntries(
    Object.entries(run.by_source).map(([source, tally]) => [source, { ...tally, ...flags }]),
  );
  const tally = { ...run.tally, ...flags, events_behind: eventsBehind(run) };
  return { ...run, run_status, tally, by_source };
}
