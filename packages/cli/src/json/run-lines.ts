import {
  batchDoneSchema,
  completedSchema,
  failedSchema,
  metadataSchema,
  startedSchema,
} from "@paperledger/events/run-event";
import * as z from "zod";
import {
  at,
  count,
  countedUpTo,
  date,
  line,
  milliseconds,
  runStatus,
  share,
  text,
  traceId,
} from "./json-fields.ts";

const counts = z.record(text, count);

const tally = {
  runs_started: count,
  runs_completed: count,
  runs_failed: count,
  processed: count.describe("records; the sum of upserted, duplicate and rejected"),
  upserted: count,
  duplicate: count,
  rejected: count,
  batches: count,
  bytes: count.describe("of the records, uncompressed"),
  batch_ms_sum: count,
  events_behind: count.describe("events that are in the log and not counted here"),
  batch_ms_histogram: counts.describe(
    "batches by the number of their time bucket; rates is computed from it",
  ),
  rejected_by_reason: counts,
  batch_ms_min: count.nullable(),
  batch_ms_max: count.nullable(),
};

const rates = z
  .strictObject({
    success_rate: share.nullable().describe("null for a run that failed"),
    duplicate_rate: share.nullable(),
    error_rate: share.nullable(),
    mean_write_latency_ms: milliseconds.nullable(),
    batch_ms_p50: milliseconds.nullable(),
    batch_ms_p95: milliseconds.nullable(),
    batch_ms_p99: milliseconds.nullable(),
  })
  .describe("shares from 0 to 1, and times; null if there is nothing to divide by");

const run = {
  trace_id: traceId,
  run_date: date.describe("the UTC date in the trace id"),
  run_status: runStatus,
  bucket: text.nullable(),
  key: text.nullable(),
  size_bytes: count.nullable(),
  format: text.nullable().describe("known when the run is completed"),
  started_at: at.nullable(),
  completed_at: at.nullable(),
  failure: z
    .strictObject({ seq: count, at, reason: text, message: text, batches: count })
    .nullable()
    .describe("the last failure, even if the run completed after it"),
  completed_seq: count.nullable(),
  applied: z.array(z.array(count)).describe("the events that are counted, as ranges of seq"),
  tally: z.strictObject(tally),
  by_source: z.record(text, z.strictObject(tally)).describe("the same for each source"),
};

const scope = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("total") }),
  z.strictObject({ kind: z.literal("day"), date }),
  z.strictObject({ kind: z.literal("source"), source: text, date }),
]);

const rejectedText = {
  record_number: count,
  byte_offset: count,
  entry: text.optional().describe("the path of the file in an archive"),
  format: text.optional(),
  raw: text.describe("the record's text"),
  raw_truncated: z.boolean(),
};

const attemptEnd = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ended"), at, status: z.enum(["completed", "failed"]) }),
  z.strictObject({ kind: z.literal("handed-on"), at, idle_invocations: count, record_number: count }),
  z.strictObject({
    kind: z.literal("interrupted"),
    at,
    by: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("error"), name: text, message: text }),
      z.strictObject({ kind: z.literal("deadline") }),
    ]),
  }),
]);

/** Lines about runs, their events, and sums of runs. */
export const RUN_LINES = {
  run: line("run", {
    ...run,
    is_projected: z.boolean().describe("true if all events of a run that ended are counted"),
    rates,
    redrives: traceId
      .nullable()
      .optional()
      .describe("for `trace`: the run whose rejects this run reads again"),
    redriven_by: z
      .array(traceId)
      .optional()
      .describe("for `trace`: the runs that read rejects of this run again"),
  }),
  "stuck-run": line("stuck-run", { ...run, last_event_at: at }),
  "stuck-runs": line("stuck-runs", { count }),
  "failed-before": line("failed-before", {
    ...run,
    file: text.describe("the name of the file or object, as people see it"),
  }),
  "next-page": line("next-page", {
    before: traceId.optional().describe("for `runs`: the value to give to --before"),
    skip: count.optional().describe("for `papers`: the value to give to --skip"),
  }),
  "counted-up-to": line("counted-up-to", countedUpTo),
  "run-event": line("run-event", {
    event: z.enum(["started", "batch-done", "completed", "failed"]),
    metadata: metadataSchema,
    data: z
      .union([batchDoneSchema, completedSchema, failedSchema, startedSchema])
      .describe("see [events](events.md)"),
  }),
  attempt: line("attempt", {
    trace_id: traceId,
    started_at: at,
    request_id: text,
    end: attemptEnd.nullable().describe("null while it is under way, or if its process was killed"),
  }),
  reject: line("reject", {
    reject_key: text,
    ...rejectedText,
    reason: text,
    message: text,
    paper_id: text.nullable(),
    beaten: z
      .array(z.strictObject(rejectedText))
      .optional()
      .describe("older records of the paper, which are redriven together with it"),
  }),
  rejects: line("rejects", { count }),
  unreadable: line("unreadable", { message: text }),
  "unreadable-items": line("unreadable-items", {
    count,
    first: z.array(text).describe("the first messages"),
  }),
  statistics: line("statistics", {
    scope,
    ...tally,
    rates,
    counted_up_to: z.strictObject(countedUpTo).optional(),
  }),
} as const;
