import { parseTraceId, timeOf } from "../trace-ids/trace-id.ts";
import type { RunStatistics } from "./run-statistics.ts";

const LATE_AFTER_MS = 15 * 60_000;

type Begun = Pick<RunStatistics, "trace_id" | "started_at">;

/**
 * Returns true if a run began more than 15 minutes after the time of its file. Runs of a backfill, and runs whose file
 * waited in the queue, are late. The lists of runs show a run at the time of its file, so a late run of last night is
 * not listed in
 * that night.
 */
export const isLate = ({ trace_id, started_at }: Begun): boolean =>
  started_at !== null && Date.parse(started_at) - timeOf(parseTraceId(trace_id)).getTime() > LATE_AFTER_MS;

interface Moments {
  readonly from: Date;
  readonly to: Date;
}

/** Returns true if a run is late, began in a range of moments (both included), and rejected a record. */
export const isLateWithRejects = (run: RunStatistics, { from, to }: Moments): boolean =>
  run.tally.rejected > 0 &&
  run.started_at !== null &&
  run.started_at >= from.toISOString() &&
  run.started_at <= to.toISOString() &&
  isLate(run);
