import { reasonsOf } from "@paperledger/core/statistics/reasons-of";
import { runDuration } from "@paperledger/core/statistics/run-duration";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { parseTraceId, timeOf } from "@paperledger/core/trace-ids/trace-id";
import type { Outcome, RunLine } from "./answers.ts";

/**
 * Returns a run in the form of the list. A run that went silent is `running` here, because only the event log shows that it is
 * silent.
 */
export function runLine(run: RunStatistics): RunLine {
  const { trace_id, bucket, key, size_bytes, format, started_at, tally, by_source } = run;
  const { upserted, duplicate, rejected } = tally;
  const { spanMs = null, wasRedriven = false } = runDuration(run) ?? {};
  return {
    trace_id,
    at: timeOf(parseTraceId(trace_id)).toISOString(),
    outcome: outcomeOf(run),
    bucket,
    key,
    size_bytes,
    format,
    started_at,
    took_ms: wasRedriven ? null : spanMs,
    span_ms: spanMs,
    was_redriven: wasRedriven,
    upserted,
    duplicate,
    rejected,
    reasons: reasonsOf(run),
    sources: Object.keys(by_source),
  };
}

function outcomeOf({ run_status, tally }: RunStatistics): Outcome {
  if (run_status === "completed") return tally.rejected > 0 ? "completed-with-rejects" : "completed";
  return run_status;
}
