import * as z from "zod";
import { at, count, line, milliseconds, runStatus, text, traceId } from "./json-fields.ts";

const result = {
  trace_id: traceId,
  processed_count: count,
  duplicate_count: count,
  upsert_count: count,
  failed_count: count.describe("rejected records"),
  timestamp: at,
  status: z.enum(["completed", "failed"]),
  processing_time_ms: milliseconds.describe(
    "from the first start to the last end of the run: a redriven run also waited in between",
  ),
  s3_key: text,
  batch_statistics: z.strictObject({
    total_batches: count,
    successful_batches: count,
    failed_batches: count.describe("batches in which every record was rejected"),
    avg_batch_time_ms: milliseconds,
  }),
  failure: z.strictObject({ reason: text, message: text }).optional(),
};

/** Lines of commands that upload batch files and wait for their runs. */
export const INGEST_LINES = {
  ready: line("ready", {
    data_dir: text.nullable().describe("null if all data is in memory"),
    environment: z.record(text, text).describe("variables by which AWS's tools reach the laptop"),
    dashboard: text.nullable().describe("the address of the page"),
  }),
  dashboard: line("dashboard", { url: text }),
  environment: line("environment", { environment: z.record(text, text) }),
  uploaded: line("uploaded", { s3_key: text }),
  progress: line("progress", {
    trace_id: traceId,
    s3_key: text.nullable(),
    run_status: runStatus,
    processed: count,
    upserted: count,
    duplicate: count,
    rejected: count,
    batches: count,
    bytes: count,
  }),
  subscriber: line("subscriber", { event_id: text, papers: count, vectors: count }),
  result: line("result", result),
  results: line("results", { results: z.array(z.strictObject(result)) }),
  "left-out": line("left-out", { objects: count.describe("files whose names are not those of batch files") }),
  estimate: line("estimate", {
    objects: count,
    bytes: count,
    records: count,
    write_units: count,
    read_units: z.number().min(0),
    dollars: z.number().min(0).describe("of DynamoDB on demand, in us-east-1"),
    seconds: z.number().min(0).describe("on AWS, at least"),
    files_at_once: count,
    done: count.optional().describe("for a folder: files whose runs are completed"),
    under_way: count.optional().describe("for a folder: files whose runs have not ended"),
    failed_before: count.optional().describe("for a folder: files whose runs failed in an earlier start"),
  }),
  again: line("again", { again_at: at.describe("the value to give to --again to continue this backfill") }),
  sent: line("sent", { objects: count, of: count, again_at: at.optional() }),
  backfill: line("backfill", {
    waiting: count,
    in_flight: count,
    given_up: count,
    runs: z.strictObject({ started: count, completed: count, failed: count }),
    records: count,
  }),
  backfilled: line("backfilled", {
    completed: count,
    failed: count,
    failed_before: count.describe(
      "files whose runs failed in an earlier start, and for which no new run was made",
    ),
    given_up: count,
    left: count.describe("files that were not ingested, because the command was stopped"),
    processed: count,
  }),
} as const;
