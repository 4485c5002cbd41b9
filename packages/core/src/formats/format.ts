import type { PaperText, PaperWithdrawal, Timestamp } from "../papers/paper.ts";
import type { FileHead } from "./file-head.ts";

/** One record cut from a batch file, still as source text. */
export interface SourceRecord {
  /** From 1, in file order. */
  readonly number: number;
  /**
   * The offset of the record's first byte in the uncompressed file. In an archive, offsets count the contents of its entries one after
   * another: the second entry begins where the first one ends.
   */
  readonly byteOffset: number;
  /** The byte just after the record. */
  readonly endByteOffset: number;
  /** The record's exact text. If `problem` is set, it may be only the part of the text that is worth showing. */
  readonly text: string;
  /** The record as JSON, if `split` has already parsed it. */
  readonly json?: unknown;
  /**
   * Set if the record could not be cut out as text, or if no record can stand at this place. The record is then rejected
   * with this problem and is not parsed.
   */
  readonly problem?: RecordProblem;
  /** Set if the batch file is an archive. */
  readonly entry?: ArchiveEntry;
}

/** The file in an archive that contains a record. */
export interface ArchiveEntry {
  /** Its path in the archive. */
  readonly name: string;
  /** The offset at which the entry's content begins. A record's `byteOffset` minus this is the record's offset in the uncompressed entry. */
  readonly byteOffset: number;
  /** The format of the entry. Undefined if no known format recognises it. */
  readonly format: Format | undefined;
  /**
   * The number of bytes of the archive that were read up to this record, for estimates. For a compressed entry, the number may be
   * too high by a chunk.
   */
  readonly archiveBytes: number;
}

/** Why a record is rejected. `reason` is a short stable code such as `no-id`. `message` is for people. */
export interface RecordProblem {
  readonly reason: string;
  readonly message: string;
}

/** The reason of a record that is a source's error message. If a file ends with such a record, the file fails with this reason. */
export const FEED_ERROR = "feed-error";

/** The result of reading a record. */
export type ParsedRecord =
  | { readonly kind: "paper"; readonly paper: PaperText }
  | { readonly kind: "withdrawal"; readonly withdrawal: PaperWithdrawal }
  | ({ readonly kind: "reject" } & RecordProblem);

export const reject = (reason: string, message: string): ParsedRecord => ({
  kind: "reject",
  reason,
  message,
});

/** The facts about a file that a format gets besides its bytes. */
export interface FormatContext {
  /** The batch file's time. It becomes `updated_at` of a record whose source gives no time. */
  readonly batchTimestamp: Timestamp;
  /** A longer record is returned with the problem `too-large` instead of its whole text, so that memory stays bounded. */
  readonly maxRecordBytes: number;
  /** The most bytes that all files of an archive may uncompress to, added up. Without it, there is no limit. */
  readonly maxUncompressedBytes?: number;
  /**
   * `split` calls this for each thing that looks like a record but is of a kind that never holds a paper. `split` returns no
   * record for it. Examples: a person in DBLP's dump, a `_SUCCESS` file in an archive.
   *
   * @param kind the kind, by which these things are counted: `<www>`
   * @param byteOffset where the thing begins, counted like a record's `byteOffset`
   */
  readonly onPassedOver?: (kind: string, byteOffset: number) => void;
}

/** The text around the records of a file: before the first record, between records, and after the last one. */
export interface Frame {
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  /** Returns the record's text as it has to be written into the file, or undefined if it cannot stand in such a file. */
  readonly record: (text: string) => string | undefined;
  /** The name of the format that recognises such a file, if that is another format. */
  readonly readAs?: string;
}

/**
 * The answer of a format about a file:
 * - a boolean tells whether the file is in this format;
 * - `records` is how many of the file's first records are in this format, and the format with the most records is chosen;
 * - `refusal` is advice for a file of this source that holds no papers.
 */
export type Recognition = boolean | { readonly records: number } | { readonly refusal: string };

/**
 * A feed's format: it recognises a file, cuts it into records, and reads a record. Register it in `formats.ts`.
 *
 * @see docs/formats.md
 */
export interface Format {
  /** A stable name for logs, events and people: `arxiv-atom`. */
  readonly name: string;
  /**
   * The revision of this reader, from 1. Raise it by one when `parse` returns other fields for the same record.
   * Run events contain it, so that people see which reader a run used.
   */
  readonly readerRevision: number;
  /** The `source` under which rejects of this format are counted. */
  readonly source: string;
  /** Tells whether a file with this beginning is in this format. It judges by the file's records, not by the text around them. */
  recognises(head: FileHead): Recognition;
  /**
   * Cuts the uncompressed file into records, with memory bounded by `maxRecordBytes`.
   *
   * Returns every record before an error first, then throws.
   *
   * @throws BatchFileError `truncated` if the file ends too early, `malformed` if it is broken so that no record can follow,
   * `unknown-format` if its content shows that it is another kind of file
   */
  split(file: AsyncIterable<Buffer>, context: FormatContext): AsyncIterable<SourceRecord>;
  /**
   * Reads one record. For a bad record it returns a reject and does not throw.
   *
   * @throws BatchFileError `feed-error` if the record shows that the whole feed is an error message, `unknown-format`
   * if it shows that the file is of another kind
   */
  parse(record: SourceRecord, context: FormatContext): ParsedRecord;
  /** The frame of a file that this format recognises. A redrive puts rejects into it. Without a frame, each record becomes a line. */
  readonly frame?: Frame;
}

/** The format of an uncompressed file, and its records. */
export interface OpenRecords {
  readonly format: Format;
  /** Can be iterated once, at the consumer's pace. If the consumer stops early, reading of the content stops too. */
  readonly records: AsyncIterable<SourceRecord>;
}
