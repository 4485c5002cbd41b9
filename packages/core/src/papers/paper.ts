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

/** What a record of a batch file says of a paper. */
export interface Paper {
  readonly paper_id: PaperId;
  readonly source: string;
  readonly title: string;
  readonly abstract: string;
  readonly authors: readonly string[];
  /** `YYYY-MM-DD`, or as much of it as the source knows; null where it knows none. */
  readonly published_date: string | null;
  readonly categories: readonly string[];
  /** The paper's DOI, if the record has it in a field of its own. ASCII letters are in lower case: `10.5072/loom`. */
  readonly doi?: string;
  /** The source's own time of this version. */
  readonly updated_at: Timestamp;
  /** The record's exact source text; which of the two follows from the format. */
  readonly raw_xml?: string;
  readonly raw_json?: string;
  readonly processing_status: (typeof PROCESSING_STATUSES)[number];
  /** Set where the record says no more than that the paper is withdrawn: all else that the table holds of it stays. */
  readonly withdrawal_only?: true;
}

/** A paper with what this run adds to it: what is upserted. */
export interface PaperVersion extends Paper {
  readonly trace_id: string;
  /** The S3 event's time: that of the batch file. */
  readonly batch_timestamp: Timestamp;
  /** The record in the batch file (from 1) that this version came from. */
  readonly record_number: number;
}

/** A paper as the papers table holds it. */
export interface StoredPaper extends PaperVersion {
  /** The `batch_timestamp` of the first version stored. Set once. */
  readonly created_at: Timestamp;
  /** The run and record that wrote the version which this one replaced. Absent for a paper's first version. */
  readonly previous?: VersionOrigin;
}

/** Returns the exact source text of a paper's record. */
export const rawTextOf = ({ raw_xml, raw_json }: Pick<Paper, "raw_xml" | "raw_json">): string =>
  raw_xml ?? raw_json ?? "";
