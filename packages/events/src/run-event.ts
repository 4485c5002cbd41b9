import * as z from "zod";

/**
 * The version of the shape of `data`. It rises by one if a reader of the older shape would misread the newer shape. New fields do not raise
 * it.
 */
export const SCHEMA_VERSION = 2;

/** The `seq` of the first `failed` event of a run. The `seq`s of failures begin here, so they never collide with those of batches. */
export const FIRST_FAILURE_SEQ = 1_000_000_000;

const count = z.int().min(0);

/** A time in UTC, ISO 8601 with milliseconds. All times have this form, so text order is time order. */
export const timestampSchema = z.iso.datetime({ precision: 3, offset: false });

type Counts = Record<"processed" | "upserted" | "duplicate" | "rejected", number>;

const addsUp = ({ processed, upserted, duplicate, rejected }: Counts) =>
  processed === upserted + duplicate + rejected;
const sumOf = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, each) => sum + each, 0);
const NOT_ADDED_UP = { error: "processed is not upserted + duplicate + rejected" };

/*
 * The schemas of an event's data are made when the first such event is read. A function that reads no event, or events of one type,
 * starts sooner.
 */

/** The outcomes of some records. Each record that was read is upserted, a duplicate, or rejected. */
export const outcomeCountsSchema = z
  .object({ processed: count, upserted: count, duplicate: count, rejected: count })
  .refine(addsUp, NOT_ADDED_UP);

/** The outcomes of one source's records in a batch, and the length of their text in bytes. */
export const sourceCountsSchema = z.lazy(() =>
  z
    .object({
      ...outcomeCountsSchema.shape,
      bytes: count,
      /** The source's rejected records by reason. An earlier version did not log them. */
      rejected_by_reason: z.record(z.string(), count).optional(),
    })
    .refine(addsUp, NOT_ADDED_UP)
    .refine(({ rejected, rejected_by_reason: by }) => !by || sumOf(by) === rejected, {
      error: "the sum of rejected_by_reason is not rejected",
    }),
);

/** A place in the batch file: the number of the last record before it (from 1), and the offset of the uncompressed byte after that record. */
export const positionSchema = z.object({ record_number: count, byte_offset: count });

/** A place in the stored object where decompression can begin, so that a run does not read the whole file again. */
const filePointSchema = z.lazy(() =>
  z.object({
    /** The byte in the stored, compressed object. */
    object_byte_offset: count,
    /** The bit within that byte. It is 0 except for bzip2, whose blocks can begin inside a byte. */
    object_bit: z.int().min(0).max(7),
    /** The offset of the first byte that is decompressed from here. */
    byte_offset: count,
    /** Only for bzip2, whose blocks can be read only with facts from earlier in their stream. */
    block: z
      .object({
        /** The stream's block size, in units of 100,000 bytes. */
        level: z.int().min(1).max(9),
        /** The checksum of the earlier blocks, as a signed 32-bit number. */
        stream_checksum: z.int(),
      })
      .optional(),
    /** A fingerprint of the file's beginning, its format and the way in which records are cut. If it has changed, reading begins at the file's start. */
    fingerprint: z.string().min(1),
  }),
);

/** A place where reading can resume. In an archive, it also names the file inside the archive. */
export const restartPointSchema = z.lazy(() =>
  filePointSchema.unwrap().extend({
    /** Only for archives: the file inside the archive that contains the record, and sums over the files before it. */
    entry: z
      .object({
        /** The byte of the uncompressed archive at which the headers of the file begin. */
        header_byte_offset: count,
        /** The number of records in the files before it. */
        records_before: count,
        /** The offset of its content, if the contents of all files are joined, as `position` counts. */
        byte_offset: count,
        /** The uncompressed size of the files before it. */
        uncompressed_bytes: count,
        /** The place inside the file where reading resumes. Absent if the file is read from its start. */
        restart_point: filePointSchema.optional(),
      })
      .optional(),
  }),
);

/** The run and record that a version of a paper came from. */
export const versionOriginSchema = z.object({ trace_id: z.string().min(1), record_number: count });

const readerFields = { format: z.string(), compression: z.string(), reader_revision: z.int().min(1) };

/** The processing of a batch file begins. All fields follow from the S3 event and the file. */
export const startedSchema = z.lazy(() =>
  z.object({
    bucket: z.string().min(1),
    key: z.string().min(1),
    version_id: z.string().optional(),
    etag: z.string().optional(),
    size_bytes: count,
    batch_timestamp: timestampSchema,
    /** The run whose rejects are in this batch file. Absent if the file is not a redrive. */
    redrive_of: z.string().optional(),
    /** The format, the compression, and the revision of the format's reader. Absent if the file could not be opened. */
    ...z.object(readerFields).partial().shape,
  }),
);

/** One batch is written. The event has the outcomes of its records, the papers that it wrote, and the progress in the file. */
export const batchDoneSchema = z.lazy(() =>
  z
    .object({
      ...outcomeCountsSchema.shape,
      /** The numbers of the batch's first and last record in the batch file, from 1. */
      records: z.object({ first: z.int().min(1), last: count }),
      /** The ids of the papers that this batch wrote, in file order, each once. A text and a withdrawal of one paper are two records. */
      upserted_ids: z.array(z.string()),
      /**
       * For each upserted id whose text was replaced: the run and record that wrote the replaced text. An id is absent if its
       * paper was new, or if only its withdrawal is new.
       */
      previous: z.record(z.string(), versionOriginSchema),
      /** The outcomes by the papers' source (`arxiv`, `pubmed`, ...; `unknown` for records that could not be read). */
      by_source: z.record(z.string(), sourceCountsSchema),
      /** The rejected records by reason, such as `{ "no-id": 2 }`. */
      rejected_by_reason: z.record(z.string(), count),
      /** The bytes of source text in this batch, uncompressed. */
      bytes: count,
      /** The time from the batch's first request to its last answer. It is in whole milliseconds, so that sums are exact. */
      batch_ms: count,
      position: positionSchema,
      /**
       * True if reading stopped with an error just after this batch. Then the batch may be smaller than in a complete file. A later attempt
       * that can read further continues after its last record.
       */
      cut: z.boolean(),
      /** The last restart point before `position`. Null if the compression has no restart points. */
      restart_point: restartPointSchema.nullable(),
      /** Key of the object with this batch's rejects. Null if no record was rejected. */
      reject_key: z.string().nullable(),
    })
    .refine(addsUp, NOT_ADDED_UP)
    .refine(({ rejected, rejected_by_reason }) => sumOf(rejected_by_reason) === rejected, {
      error: "the sum of rejected_by_reason is not rejected",
    })
    .refine(({ processed, records }) => records.last - records.first + 1 === processed, {
      error: "processed is not the number of records from records.first to records.last",
    })
    .refine(({ records, position }) => position.record_number === records.last, {
      error: "position.record_number is not records.last",
    }),
);

/** The whole batch file is processed. */
export const completedSchema = z.lazy(() =>
  z
    .object({ ...outcomeCountsSchema.shape, batches: count, bytes: count, ...readerFields })
    .refine(addsUp, NOT_ADDED_UP),
);

/** The batch file cannot be read, or cannot be read any further. The batches before the failure are written and stay. */
export const failedSchema = z.lazy(() =>
  z.object({
    /** A short stable code, such as `truncated` or `unknown-format`. */
    reason: z.string(),
    /** A text for people: the fault, the file, and what to do. */
    message: z.string(),
    position: positionSchema,
    /** The number of batches that were done before. A subscriber with that many batch-done events has the whole run. */
    batches: count,
  }),
);

export const metadataSchema = z.object({
  /** The event's id. It is the same in every delivery and every attempt. Subscribers use it as idempotency key. */
  event_id: z.string().min(1),
  trace_id: z.string().min(1),
  /** The order of the events in a run: started has 0, batch n has n, completed comes after the last batch, and failures count from a billion. */
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
export type RestartPointData = z.infer<typeof restartPointSchema>;
export type VersionOrigin = z.infer<typeof versionOriginSchema>;
export type Position = z.infer<typeof positionSchema>;
export type EventMetadata = z.infer<typeof metadataSchema>;
export type Started = z.infer<typeof startedSchema>;
export type BatchDone = z.infer<typeof batchDoneSchema>;
export type Completed = z.infer<typeof completedSchema>;
export type Failed = z.infer<typeof failedSchema>;
export type RunEvent = z.infer<typeof runEventSchema>;
export type RunEventType = RunEvent["type"];

/** Every type of run event, in the order in which a run has them. */
export const RUN_EVENT_TYPES: readonly RunEventType[] = runEventSchema.options.map(
  ({ shape }) => shape.type.value,
);

/** A run event of the given type. */
export type RunEventOf<Type extends RunEventType> = Extract<RunEvent, { type: Type }>;
