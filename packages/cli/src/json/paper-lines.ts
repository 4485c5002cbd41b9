import * as z from "zod";
import { at, count, line, text, traceId } from "./json-fields.ts";

const origin = z.strictObject({ trace_id: text, record_number: count });
const status = z.enum(["ingested", "withdrawn"]);

/** Lines about papers. */
export const PAPER_LINES = {
  paper: line("paper", {
    paper_id: text,
    source: text,
    title: text,
    abstract: text,
    authors: z.array(text),
    published_date: text.nullable().describe("YYYY-MM-DD, YYYY-MM or YYYY"),
    categories: z.array(text),
    doi: text.optional(),
    raw_xml: text.optional(),
    raw_json: text.optional(),
    trace_id: text,
    record_number: count,
    batch_timestamp: at,
    processing_status: status,
    updated_at: at,
    created_at: at,
    tie: text.optional().describe("orders texts of the same updated_at"),
    withdrawn_at: at.optional(),
    withdrawn_trace_id: text.optional(),
    withdrawn_record_number: count.optional(),
    previous: origin.optional().describe("the run and record of the text that this one replaced"),
    versions: z
      .array(
        z.strictObject({
          trace_id: text,
          record_number: count,
          batch: z.strictObject({ seq: count, occurred_at: at }).nullable(),
        }),
      )
      .describe("newest first; batch is null if no event of the run names the version"),
  }),
  "written-paper": line("written-paper", {
    paper_id: text,
    state: z.enum(["current", "replaced", "gone"]),
    processing_status: status.optional().describe("given for a current version"),
    by: z
      .strictObject({ trace_id: text, record_number: count })
      .optional()
      .describe("what the table holds instead"),
  }),
  "written-papers": line("written-papers", { current: count, replaced: count, gone: count }),
} as const;

/** Lines about the work on the statistics. */
export const STATISTICS_LINES = {
  difference: line("difference", {
    of: z.enum(["run", "day", "source", "redrive", "late", "failed", "total"]),
    field: text,
    count: count.describe("of the runs or sums that differ"),
    first: z
      .strictObject({ of: text, field: text, expected: z.unknown(), found: z.unknown() })
      .partial({ expected: true, found: true })
      .describe("one of them"),
  }),
  verified: line("verified", {
    events: count,
    runs: count,
    scopes: count,
    differences: count,
    unreadable: count,
    behind: z.strictObject({ runs: count, events: count, explains_all: z.boolean() }),
    is_moving: z.boolean().describe("true if the differences changed between two comparisons"),
    counted_up_to: z.strictObject({ newest_event_at: at.nullable(), events_behind: count }).optional(),
  }),
  "still-counting": line("still-counting", {
    counted_up_to: z.strictObject({ newest_event_at: at.nullable(), events_behind: count }),
  }),
  rebuilt: line("rebuilt", { events: count, runs: count, deleted: count, unreadable: count }),
} as const;

/** Lines of commands that hand work over again. */
export const REDRIVE_LINES = {
  "redriven-run": line("redriven-run", {
    trace_id: traceId,
    handed_over: z.boolean().describe("false if the run is completed"),
  }),
  "redrive-outcome": line("redrive-outcome", {
    trace_id: traceId,
    outcome: z.enum(["completed", "failed", "unknown"]).describe("unknown if it has not ended yet"),
    reason: text.nullable(),
  }),
  "redriven-runs": line("redriven-runs", {
    handed_over: count,
    completed: count,
    failed: count,
    unknown: count.describe("runs that have not ended yet"),
  }),
  "redriven-files": line("redriven-files", {
    files: count.describe("uploaded files of rejects; each has a run of its own"),
    records: count,
    left: count.describe("rejects that were not uploaded"),
    completed: count,
    failed: count,
    unknown: count.describe("runs that have not begun or not ended yet"),
  }),
  "redriven-rejects": line("redriven-rejects", { key: text, records: count }),
  "redrive-under-way": line("redrive-under-way", {
    trace_id: traceId.describe("the run whose rejects are left out"),
    by: z.array(traceId).describe("the redrives that are reading them"),
    not_begun: z
      .array(text)
      .describe("the keys of files that redrives uploaded, and that no run has begun to read"),
  }),
  "reject-left": line("reject-left", { record_number: count, why: text }),
  "rejects-left": line("rejects-left", {
    trace_id: traceId.describe("the run whose rejects were not uploaded"),
    records: count.nullable().describe("null if none of its rejects could be read again"),
    why: text.describe("the reason, and what to do"),
  }),
  "redriven-batch": line("redriven-batch", {
    key: text,
    outcome: z.enum(["redriven", "failed"]),
    records: count.optional(),
    problem: text.optional(),
  }),
  "redriven-batches": line("redriven-batches", { redriven: count, failed: count }),
  "redriven-event": line("redriven-event", {
    outcome: z.enum(["handled", "failed", "unreadable"]),
    event_id: text.optional(),
    answer: z.unknown().optional().describe("what the subscriber's function answered"),
    problem: text.optional(),
    message_id: text.optional(),
  }),
  "redriven-events": line("redriven-events", { handled: count, failed: count, unreadable: count }),
  "redriven-uploads": line("redriven-uploads", { redriven: count, unreadable: count }),
  "events-found": line("events-found", {
    events: count,
    runs: count,
    sent_before: count.optional().describe("for `replay`: events that an earlier, stopped replay sent"),
    takes_ms: count,
  }),
  "projected-events": line("projected-events", { projected: count }),
  replayed: line("replayed", { events: count, sent: count, is_stopped: z.boolean(), took_ms: count }),
} as const;
