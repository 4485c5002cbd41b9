import { reasonsOf } from "@paperledger/core/statistics/reasons-of";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { parseTraceId, timeOf } from "@paperledger/core/trace-ids/trace-id";
import type { Outcome, RunLine } from "./answers.ts";

/** Returns a run as the list shows it. A run that went silent is `running` here: only the event log knows. */
export function runLine(run: RunStatistics): RunLine {
  const { trace_id, key, size_bytes, format, started_at, tally, by_source } = run;
  const { upserted, duplicate, rejected } = tally;
  return {
    trace_id,
    at: timeOf(parseTraceId(trace_id)).toISOString(),
    outcome: outcomeOf(run),
    key,
    size_bytes,
    format,
    started_at,
    took_ms: tookMs(run),
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

function tookMs({ started_at, completed_at, failure }: RunStatistics): number | null {
  const endedAt = completed_at ?? failure?.at;
  return started_at === null || endedAt === undefined ? null : Date.parse(endedAt) - Date.parse(started_at);
}
