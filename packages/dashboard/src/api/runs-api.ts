import { reasonsOf } from "@paperledger/core/statistics/reasons-of";
import { RUN_STATUSES, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { selectRuns } from "@paperledger/core/statistics/select-runs";
import { parseTraceId, timeOf, traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import * as z from "zod";
import type { Outcome, RunLine, RunsAnswer } from "./answers.ts";
import type { AddApi } from "./api.ts";
import { parsed } from "./parsed.ts";

const moment = z.iso.datetime().transform((text) => new Date(text));

const query = z.strictObject({
  from: moment.optional(),
  to: moment.optional(),
  status: z.enum(RUN_STATUSES).optional(),
  before: traceIdSchema.optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(500),
});

/** The runs of a range of moments, newest first, by pages. The index by time serves it, or the one by status. */
export const addRunsApi: AddApi = (app, { readLedger, now }) => {
  app.get("/api/runs", async (c) => {
    const { from, to, status, before, limit } = parsed(query, c.req.query());
    const statuses = status === undefined ? [] : [status];
    const found = await readLedger(async ({ statistics }) => {
      const runs: RunStatistics[] = [];
      for await (const run of selectRuns(statistics, { from, to, statuses, before }, now(), () => {})) {
        runs.push(run);
        if (runs.length > limit) break;
      }
      return runs;
    });
    const shown = found.slice(0, limit);
    const next = found.length > limit ? (shown.at(-1)?.trace_id ?? null) : null;
    return c.json<RunsAnswer>({ runs: shown.map(runLine), next });
  });
};

function runLine(run: RunStatistics): RunLine {
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
