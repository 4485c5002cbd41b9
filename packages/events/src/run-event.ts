import { z } from "zod";

/** How the fields of `data` are to be read. It grows by one whenever a reader of the older shape would go wrong. */
export const SCHEMA_VERSION = 1;

/** The `failed` events of a run take their `seq` from here on, so that they never stand in a batch's place. */
export const FIRST_FAILURE_SEQ = 1_000_000_000;

const count = z.int().min(0);

/** UTC, ISO 8601, milliseconds: the one form of time in paperledger, in which text order is time order. */
export const timestampSchema = z.iso.datetime({ precision: 3, offset: false });

const addsUp = ({
  processed,
  upserted,
  duplicate,
  failed,
}: Record<"processed" | "upserted" | "duplicate" | "failed", number>) =>
  processed === upserted + duplicate + failed;
const NOT_ADDED_UP = { error: "processed is not upserted + duplicate + failed" };

/** What became of some records: each one read is either upserted, a duplicate, or failed. */
export const outcomeCountsSchema = z
  .object({ processed: count, upserted: count, duplicate: count, failed: count })
  .refine(addsUp, NOT_ADDED_UP);

/** What became of the records of one source in a batch, and how much text they were. */
export const sourceCountsSchema = z
  .object({ ...outcomeCountsSchema.shape, bytes: count })
  .refine(addsUp, NOT_ADDED_UP);

/** How far into the batch file a batch reached: the last record's number (from 1) and the byte just after it, uncompressed. */
export const positionSchema = z.object({ record_number: count, byte_offset: count });

/** The batch file is known and its processing begins. Everything here follows from the S3 event. */
export const startedSchema = z.object({
  bucket: z.string().min(1),
  key: z.string().min(1),
  version_id: z.string().optional(),
  etag: z.string().optional(),
  size_bytes: count,
  batch_timestamp: timestampSchema,
  /** The run whose rejects this batch file holds, where it does. */
  redrive_of: z.string().optional(),
});

/** One batch is written: what became of its records, which papers are new in the table, and how far the file is done. */
export const batchDoneSchema = z
  .object({
    ...outcomeCountsSchema.shape,
    /** The ids of the papers that this batch wrote, in file order. */
    upserted_ids: z.array(z.string()),
    /** The same by the papers' source (`arxiv`, `pubmed`, ...; `unknown` for what could not be read). */
    by_source: z.record(z.string(), sourceCountsSchema),
    /** Source text read for this batch, uncompressed. */
    bytes: count,
    /** Time from the batch's first request to its last answer, in whole milliseconds so that sums are exact. */
    batch_ms: count,
    position: positionSchema,
    /** Key of the object with this batch's rejects, or null where there are none. */
    reject_key: z.string().nullable(),
  })
  .refine(addsUp, NOT_ADDED_UP);

/** The whole batch file is done. */
export const completedSchema = z
  .object({
    ...outcomeCountsSchema.shape,
    batches: count,
    bytes: count,
    format: z.string(),
    compression: z.string(),
  })
  .refine(addsUp, NOT_ADDED_UP);

/** The batch file as a whole cannot be read (further). What was read before is written and stays. */
export const failedSchema = z.object({
  /** A short stable code, such as `truncated` or `unknown-format`. */
  reason: z.string(),
  /** For people: what is wrong with which file, and what to do. */
  message: z.string(),
  position: positionSchema,
  /** How many batches were done before: with their batch-dones the run is whole. */
  batches: count,
});

export const metadataSchema = z.object({
  /** The event's name for ever: the same for every delivery and every attempt. A subscriber's idempotency key. */
  event_id: z.string().min(1),
  trace_id: z.string().min(1),
  /** Puts the events of a run in order: started 0, batch n is n, completed is last, failures count from a billion. */
  seq: count,
  occurred_at: timestampSchema,
  schema_version: z.int().min(1),
});

const event = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({ type: z.literal(type), metadata: metadataSchema, data });

/** One fact about a run. */
export const runEventSchema = z.discriminatedUnion("type", [
  event("started", startedSchema),
  event("batch-done", batchDoneSchema),
  event("completed", completedSchema),
  event("failed", failedSchema),
]);

export type OutcomeCounts = z.infer<typeof outcomeCountsSchema>;
export type Position = z.infer<typeof positionSchema>;
export type EventMetadata = z.infer<typeof metadataSchema>;
export type Started = z.infer<typeof startedSchema>;
export type BatchDone = z.infer<typeof batchDoneSchema>;
export type Completed = z.infer<typeof completedSchema>;
export type Failed = z.infer<typeof failedSchema>;
export type RunEvent = z.infer<typeof runEventSchema>;
export type RunEventType = RunEvent["type"];

/** The run event of one type. */
export type RunEventOf<Type extends RunEventType> = Extract<RunEvent, { type: Type }>;
