import type { PaperText, PaperWithdrawal, Timestamp } from "../papers/paper.ts";
import type { FileHead } from "./file-head.ts";

/** One record cut from a batch file, still as source text. */
export interface SourceRecord {
  /** From 1, in file order. */
  readonly number: number;
  /** Where the record begins in the uncompressed file; of an archive, in the contents of its entries one after another. */
  readonly byteOffset: number;
  /** The byte just after the record. */
  readonly endByteOffset: number;
  /** The record's exact text; where `problem` is set, what of it is fit to show. */
  readonly text: string;
  /** The record as JSON, where `split` has parsed it already. */
  readonly json?: unknown;
  /** Set where the record could not be cut out as text, or stands where none can: it is rejected with this, unparsed. */
  readonly problem?: RecordProblem;
  /** Set where the batch file is an archive. */
  readonly entry?: ArchiveEntry;
}

/** The file in an archive that a record stands in. */
export interface ArchiveEntry {
  /** Its path in the archive. */
  readonly name: string;
  /** Where its own content begins: a record's `byteOffset` less this is its place in the uncompressed entry. */
  readonly byteOffset: number;
  /** The format that it is in; undefined where that is none that is known. */
  readonly format: Format | undefined;
  /** How much of the archive was read for the record, for estimates. For a compressed entry, it may be a chunk more. */
  readonly archiveBytes: number;
}

/** Why a record is no paper. `reason` is a short stable code such as `no-id`; `message` tells people. */
export interface RecordProblem {
  readonly reason: string;
  readonly message: string;
}

/** The reason of a record that is the error message of a source. Where a file ends with one, it is that of the file. */
export const FEED_ERROR = "feed-error";

/** What a record turned out to be. */
export type ParsedRecord =
  | { readonly kind: "paper"; readonly paper: PaperText }
  | { readonly kind: "withdrawal"; readonly withdrawal: PaperWithdrawal }
  | ({ readonly kind: "reject" } & RecordProblem);

export const reject = (reason: string, message: string): ParsedRecord => ({
  kind: "reject",
  reason,
  message,
});

/** What a format may know of the file beyond its bytes. */
export interface FormatContext {
  /** The batch file's time: `updated_at` where the source has none. */
  readonly batchTimestamp: Timestamp;
  /** A record longer than this is passed on with the problem `too-large`, so that memory stays bounded. */
  readonly maxRecordBytes: number;
  /** The files of an archive may not uncompress to more than this together. Unlimited, unless given. */
  readonly maxUncompressedBytes?: number;
  /**
   * Called by `split` for each thing that could be taken for a record and holds no paper by its kind, so that it comes as no record:
   * a person in DBLP's dump, a `_SUCCESS` in an archive.
   *
   * @param kind what it is, to be counted by: `<www>`
   * @param byteOffset where it begins, as a record's `byteOffset` is counted
   */
  readonly onPassedOver?: (kind: string, byteOffset: number) => void;
}

/** How records of a format stand in a file: what begins it, what stands between them, what ends it. */
export interface Frame {
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  /** The record as it has to stand there, or nothing where it cannot. */
  readonly record: (text: string) => string | undefined;
  /** The format of such a file, where it is another. */
  readonly readAs?: string;
}

/**
 * Whether a file is in a format: no or yes; or how many of its first records are; or, where the source hands out files that
 * hold no papers, the advice to give for this one. A format with more records is preferred.
 */
export type Recognition = boolean | { readonly records: number } | { readonly refusal: string };

/**
 * A feed's format: how to know it, how to cut it into records, how to read one. Register it in `formats.ts`.
 *
 * @see docs/formats.md
 */
export interface Format {
  /** Stable, for logs, events and people: `arxiv-atom`. */
  readonly name: string;
  /**
   * The revision of this reader, from 1. Raise it by one when `parse` begins to make other fields of the same record:
   * run events name it, so that people see which reader made a run.
   */
  readonly readerRevision: number;
  /** The `source` that rejects of this format count for. */
  readonly source: string;
  /** Tells whether a file that begins like this is in this format. Goes by the file's records, not by what is around them. */
  recognises(head: FileHead): Recognition;
  /**
   * Cuts the uncompressed file into records, with memory bounded by `maxRecordBytes`.
   *
   * @throws BatchFileError `truncated` or `malformed` where the file ends or breaks so that no record can follow,
   * `unknown-format` where a closer look tells that it is another kind of file;
   * every record before that has been given.
   */
  split(file: AsyncIterable<Buffer>, context: FormatContext): AsyncIterable<SourceRecord>;
  /**
   * Reads one record. A bad record is a reject, never a throw.
   *
   * @throws BatchFileError `feed-error` where the record says that the whole feed is an error message, `unknown-format`
   * where it tells that the file is of another kind
   */
  parse(record: SourceRecord, context: FormatContext): ParsedRecord;
  /** The smallest file that this recognises, for putting rejects together again. Without it, a record is taken to be a line. */
  readonly frame?: Frame;
}

/** An uncompressed file whose format is known, and its records. */
export interface OpenRecords {
  readonly format: Format;
  /** Can be iterated once, at the consumer's pace. Ending early ends the iteration of the content. */
  readonly records: AsyncIterable<SourceRecord>;
}
