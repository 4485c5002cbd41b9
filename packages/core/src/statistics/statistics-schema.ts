import { timestampSchema } from "@paperledger/events/run-event";
import * as z from "zod";
import { runDateOf, traceIdSchema } from "../trace-ids/trace-id.ts";
import { HOUR_KEY } from "./hour-counts.ts";
import { RUN_STATUSES, type RunStatistics } from "./run-statistics.ts";
import type { Tally } from "./tally.ts";

const count = z.int().min(0);
const text = z.string().nullable();
const time = timestampSchema.nullable();

/** The number of a bucket. It is text, because it is a key. */
const bucket = z.string().regex(/^\d{1,15}$/, { error: "not the number of a bucket" });

/** The histogram of a tally. */
export const histogramSchema = z.record(bucket, count);

/** The rejected records of a tally, by reason. */
export const rejectedByReasonSchema = z.record(z.string(), count);

/** The counts of a tally by hour. */
export const hourCountsSchema = z.record(z.string().regex(HOUR_KEY), count);

/** A stored tally. */
export const tallySchema: z.ZodType<Tally> = z.lazy(() =>
  z.object({
    runs_started: count,
    runs_completed: count,
    runs_failed: count,
    processed: count,
    upserted: count,
    duplicate: count,
    rejected: count,
    batches: count,
    bytes: count,
    batch_ms_sum: count,
    // An earlier version did not count them.
    events_behind: count.default(0),
    batch_ms_histogram: histogramSchema,
    // An earlier version did not count them. `paperledger rebuild` does.
    rejected_by_reason: rejectedByReasonSchema.default({}),
    batch_ms_min: count.nullable(),
    batch_ms_max: count.nullable(),
    by_hour: hourCountsSchema.optional(),
    failures_listed: count.optional(),
  }),
);

/** The stored statistics of a run. */
export const runStatisticsSchema: z.ZodType<RunStatistics> = z.lazy(() =>
  z
    .object({
      trace_id: traceIdSchema,
      run_date: z.iso.date(),
      run_status: z.enum(RUN_STATUSES),
      bucket: text,
      key: text,
      size_bytes: count.nullable(),
      format: text,
      started_at: time,
      completed_at: time,
      failure: z
        .object({ seq: count, at: timestampSchema, reason: z.string(), message: z.string(), batches: count })
        .nullable(),
      completed_seq: count.nullable(),
      applied: z.array(z.tuple([count, count])),
      tally: tallySchema,
      by_source: z.record(z.string(), tallySchema),
    })
    .refine(({ trace_id, run_date }) => run_date === runDateOf(trace_id), {
      path: ["run_date"],
      error: "not the date of the trace id",
    }),
);
