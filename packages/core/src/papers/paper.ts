import type { VersionOrigin } from "@paperledger/events/run-event";
import { z } from "zod";

/** A moment in UTC, ISO 8601 with milliseconds, so that text order is time order. Made only by {@link timestamp}. */
export type Timestamp = z.infer<typeof timestampSchema>;

export const timestampSchema = z.iso.datetime({ precision: 3, offset: false }).brand<"Timestamp">();

/** The moment as a {@link Timestamp}. @throws RangeError where the date is not a date. */
export const timestamp = (date: Date): Timestamp => writtenTimestamp(date.toISOString());

/**
 * The same of a moment that is in the calendar, and is written in UTC with milliseconds: `2024-01-15T10:00:00.000Z`.
 *
 * @throws RangeError where its length is another: a Date writes other years than 0 to 9999 with six digits
 */
export function writtenTimestamp(written: string): Timestamp {
  if (isTimestamp(written)) return written;
  throw new RangeError(`${written} is not a moment in UTC with milliseconds`);
}

/** The length tells it of what a Date writes. There is no need to ask the schema, which takes longer. */
const isTimestamp = (written: string): written is Timestamp =>
  written.length === "YYYY-MM-DDThh:mm:ss.sssZ".length;

/** No text has a time before this one, for no reader takes the year 0 for a date. */
export const BEFORE_ALL_TEXTS: Timestamp = timestampSchema.parse("0000-01-01T00:00:00.000Z");

/**
 * Puts the texts of a paper that have the same `updated_at` in order: the greater one is the newer version. It follows from
 * the record and its reader alone, never from when or in which file the record came.
 */
export type Tie = z.infer<typeof tieSchema>;

export const tieSchema = z
  .string()
  .regex(/^\d{23}[0-9a-f]{12}$/)
  .brand<"Tie">();

/** A paper's name, with its source's namespace: `arxiv:2401.12345`. */
export type PaperId = z.infer<typeof paperIdSchema>;

/**
 * Half of what DynamoDB takes as a partition key. A `batch-done` names up to 25 ids twice (`upserted_ids`, `previous`), and has
 * to fit into the 256 KB of an event even if every byte is one that JSON escapes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const MAX_ID_BYTES = 1_024;

export const paperIdSchema = z
  .string()
  .regex(/^(?!constructor:)[a-z0-9][a-z0-9-]{0,31}:[^\s\p{Cc}]+$/u)
  .refine((id) => Buffer.byteLength(id) <= MAX_ID_BYTES, { error: `longer than ${MAX_ID_BYTES} bytes` })
  .brand<"PaperId">();

/** The `source` of records that could not be read. */
export const UNKNOWN_SOURCE = "unknown";

/** A name such as `arxiv` or `pubmed`: lower case, short, safe in keys. Not `constructor`, which every object has. */
export const sourceSchema = z.string().regex(/^(?!constructor$)[a-z0-9][a-z0-9-]{0,31}$/);

export const PROCESSING_STATUSES = ["ingested", "withdrawn"] as const;

/** The paper that a record tells of, and the record's own text. */
interface OfRecord {
  readonly paper_id: PaperId;
  readonly source: string;
  /** The record's exact source text; which of the two follows from the format. */
  readonly raw_xml?: string;
  readonly raw_json?: string;
}

/** The fields that a reader maps from a record. With the source, they are what two versions of a paper are compared by. */
export interface PaperFields {
  readonly source: string;
  readonly title: string;
  readonly abstract: string;
  readonly authors: readonly string[];
  /** `YYYY-MM-DD`, or as much of it as the source knows; null where it knows none. */
  readonly published_date: string | null;
  readonly categories: readonly string[];
  /** The paper's DOI, if the record has it in a field of its own. ASCII letters are in lower case: `10.5072/loom`. */
  readonly doi?: string;
}

/** What a record says of a paper: one version of its text. */
export interface PaperText extends OfRecord, PaperFields {
  /** The source's own time of this version. The file's time where the source has none. */
  readonly updated_at: Timestamp;
  /** How rich this form of record is among all that tell of its namespace, 0 to 99. Of one time, the richer one stays. */
  readonly rank: number;
  /** When the record itself last changed, where the source tells that as well, such as an OAI datestamp. */
  readonly record_changed_at?: Timestamp;
  /** Set where the record also says that the paper is withdrawn. */
  readonly withdrawn_at?: Timestamp;
}

/** What a record says of a paper that tells of its withdrawal and of nothing else. */
export interface PaperWithdrawal extends OfRecord {
  readonly withdrawn_at: Timestamp;
}

/** Where a version comes from: its run, its batch file and its record. */
export interface VersionSource {
  readonly trace_id: string;
  /** The S3 event's time: that of the batch file. */
  readonly batch_timestamp: Timestamp;
  /** The record in the batch file (from 1) that this version came from. */
  readonly record_number: number;
}

/** A text with its place in the order of versions and what this run adds to it. */
export interface TextVersion extends PaperText, VersionSource {
  readonly kind: "text";
  readonly tie: Tie;
}

export interface WithdrawalVersion extends PaperWithdrawal, VersionSource {
  readonly kind: "withdrawal";
}

/** What is upserted. */
export type PaperVersion = TextVersion | WithdrawalVersion;

/** Of a stored paper, what a vector is made of, and the version that this is. */
export type StoredPaperText = Pick<
  StoredPaper,
  "paper_id" | "title" | "abstract" | "updated_at" | "tie" | "processing_status" | "trace_id"
>;

/** A paper as the papers table holds it. */
export interface StoredPaper extends OfRecord, PaperFields, VersionSource {
  /** Of the newest text. {@link BEFORE_ALL_TEXTS} where only the withdrawal of the paper is known. */
  readonly updated_at: Timestamp;
  /** Absent where only the withdrawal is known. */
  readonly tie?: string;
  /** `withdrawn` exactly if `withdrawn_at` is there and not before `updated_at`. */
  readonly processing_status: (typeof PROCESSING_STATUSES)[number];
  /** The latest withdrawal that a record told of, and the run and record that told it. */
  readonly withdrawn_at?: Timestamp;
  readonly withdrawn_trace_id?: string;
  readonly withdrawn_record_number?: number;
  /** The `batch_timestamp` of the first version stored. Set once. */
  readonly created_at: Timestamp;
  /** The run and record that wrote the text which this one replaced. Absent for a paper's first version. */
  readonly previous?: VersionOrigin;
}
