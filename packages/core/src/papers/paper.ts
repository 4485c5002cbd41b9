import type { VersionOrigin } from "@paperledger/events/run-event";
import * as z from "zod";

/** A moment in UTC, in ISO 8601 with milliseconds, so that text order is time order. Use {@link timestamp} to make one. */
export type Timestamp = z.infer<typeof timestampSchema>;

export const timestampSchema = z.iso.datetime({ precision: 3, offset: false }).brand<"Timestamp">();

/** Returns a moment as a {@link Timestamp}. @throws RangeError if the date is invalid. */
export const timestamp = (date: Date): Timestamp => writtenTimestamp(date.toISOString());

/**
 * Returns a text as a {@link Timestamp}. The caller knows that the text is a moment in the calendar, written in UTC with
 * milliseconds: `2024-01-15T10:00:00.000Z`.
 *
 * @throws RangeError if the text has another length. That happens for years outside 0 to 9999, which a Date writes with six digits
 */
export function writtenTimestamp(written: string): Timestamp {
  if (isTimestamp(written)) return written;
  throw new RangeError(`${written} is not a moment in UTC with milliseconds`);
}

/** Checks only the length, which is enough for a text that a Date wrote. The schema would take longer. */
const isTimestamp = (written: string): written is Timestamp =>
  written.length === "YYYY-MM-DDThh:mm:ss.sssZ".length;

/** A time before that of any text, because readers do not accept the year 0. */
export const BEFORE_ALL_TEXTS: Timestamp = timestampSchema.parse("0000-01-01T00:00:00.000Z");

/**
 * Orders the texts of a paper that have the same `updated_at`: the text with the greater tie is the newer version. The tie
 * depends only on the record and its reader, never on the time or the file in which the record arrived.
 */
export type Tie = z.infer<typeof tieSchema>;

export const tieSchema = z
  .string()
  .regex(/^\d{23}[0-9a-f]{12}$/)
  .brand<"Tie">();

/** A paper's id, with the namespace of its source: `arxiv:2401.12345`. */
export type PaperId = z.infer<typeof paperIdSchema>;

/**
 * Half of DynamoDB's limit for a partition key. A `batch-done` contains up to 25 ids twice (`upserted_ids`, `previous`). It has to
 * fit into the 256 KB of an event, even if JSON escapes every byte.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const MAX_ID_BYTES = 1_024;
const MAX_BYTES_A_CHARACTER = 3;

const PAPER_ID = /^(?!constructor:)[a-z0-9][a-z0-9-]{0,31}:[^\s\p{Cc}]+$/u;

export const paperIdSchema = z
  .string()
  .regex(PAPER_ID, {
    error:
      "not a paper id: its source in lower case, a colon, and an id without spaces, such as arxiv:2401.12345",
  })
  .refine(isShortEnough, { error: `longer than ${MAX_ID_BYTES} bytes` })
  .brand<"PaperId">();

/** Returns a text as a paper's id. Returns undefined if it is not valid. Readers call this for every record, and the schema would take longer. */
export const readPaperId = (text: string): PaperId | undefined => (isPaperId(text) ? text : undefined);

const isPaperId = (text: string): text is PaperId => PAPER_ID.test(text) && isShortEnough(text);

function isShortEnough(id: string): boolean {
  return id.length * MAX_BYTES_A_CHARACTER <= MAX_ID_BYTES || Buffer.byteLength(id) <= MAX_ID_BYTES;
}

/** The `source` of records that could not be read. */
export const UNKNOWN_SOURCE = "unknown";

/** A source such as `arxiv` or `pubmed`: lower case, short, safe in keys. `constructor` is not allowed, because every object has that member. */
export const sourceSchema = z.string().regex(/^(?!constructor$)[a-z0-9][a-z0-9-]{0,31}$/);

export const PROCESSING_STATUSES = ["ingested", "withdrawn"] as const;

/** The paper that a record describes, and the record's text. */
interface OfRecord {
  readonly paper_id: PaperId;
  readonly source: string;
  /** The record's exact source text. The format decides which of the two fields is set. */
  readonly raw_xml?: string;
  readonly raw_json?: string;
}

/** The source, and the fields that a reader takes from a record. Two versions of a paper are compared by these fields. */
export interface PaperFields {
  readonly source: string;
  readonly title: string;
  readonly abstract: string;
  readonly authors: readonly string[];
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, as far as the source gives it. Null if the source gives no date. */
  readonly published_date: string | null;
  readonly categories: readonly string[];
  /** The paper's DOI, if the record has it in a field of its own. ASCII letters are in lower case: `10.5072/loom`. */
  readonly doi?: string;
}

/** One version of a paper's text, as a record gives it. */
export interface PaperText extends OfRecord, PaperFields {
  /** The source's own time of this version. If the source gives none, it is the batch file's time. */
  readonly updated_at: Timestamp;
  /** The rank of the record's form, 0 to 99: how complete it is compared with other forms of the same namespace. If times are equal, the higher rank wins. */
  readonly rank: number;
  /** When the record itself last changed, if the source gives that too, for example as an OAI datestamp. */
  readonly record_changed_at?: Timestamp;
  /** Set if the record also says that the paper is withdrawn. */
  readonly withdrawn_at?: Timestamp;
}

/** A record that only withdraws a paper. */
export interface PaperWithdrawal extends OfRecord {
  readonly withdrawn_at: Timestamp;
}

/** The run, batch file and record of a version. */
export interface VersionSource {
  readonly trace_id: string;
  /** The batch file's time, which is the time of the S3 event. */
  readonly batch_timestamp: Timestamp;
  /** The number of the version's record in the batch file, from 1. */
  readonly record_number: number;
}

/** A text with its tie, its run and its record. */
export interface TextVersion extends PaperText, VersionSource {
  readonly kind: "text";
  readonly tie: Tie;
}

export interface WithdrawalVersion extends PaperWithdrawal, VersionSource {
  readonly kind: "withdrawal";
}

/** A version of a paper to be upserted. */
export type PaperVersion = TextVersion | WithdrawalVersion;

/** The fields of a stored paper from which a vector is made, and its version. */
export type StoredPaperText = Pick<
  StoredPaper,
  "paper_id" | "title" | "abstract" | "updated_at" | "tie" | "processing_status" | "trace_id"
>;

/** A paper as it is stored in the papers table. */
export interface StoredPaper extends OfRecord, PaperFields, VersionSource {
  /** The time of the newest text. {@link BEFORE_ALL_TEXTS} if only the paper's withdrawal is known. */
  readonly updated_at: Timestamp;
  /** Absent if only the withdrawal is known. */
  readonly tie?: string;
  /** `withdrawn` exactly if `withdrawn_at` is set and is not before `updated_at`. */
  readonly processing_status: (typeof PROCESSING_STATUSES)[number];
  /** The time of the paper's latest withdrawal, and the run and record that wrote it. */
  readonly withdrawn_at?: Timestamp;
  readonly withdrawn_trace_id?: string;
  readonly withdrawn_record_number?: number;
  /** The `batch_timestamp` of the first stored version. It never changes. */
  readonly created_at: Timestamp;
  /** The run and record that wrote the text before this one. Absent for a paper's first text. */
  readonly previous?: VersionOrigin;
}
