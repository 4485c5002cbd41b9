/** The source text of a record that is not in the table, and its place in the batch file. */
export interface RejectedText {
  /** From 1. */
  readonly record_number: number;
  /** The byte of the uncompressed file, or of the uncompressed entry of an archive, at which the record begins. */
  readonly byte_offset: number;
  /** The path of the file in the archive that it stands in, if the batch file is an archive. */
  readonly entry?: string;
  /** The format of that file, if it is known. Other records have the format of their run. */
  readonly format?: string;
  /** The record's source text, at most {@link MAX_RAW_CHARACTERS} of it. */
  readonly raw: string;
  /** True if `raw` was cut. The whole text stands in the batch file at `byte_offset`. */
  readonly raw_truncated: boolean;
}

/** A record that could not be read or written: the reason, its place, and its text. A line of a run's rejects. */
export interface Reject extends RejectedText {
  /** A short stable code, such as `no-id`, `bad-date`, `too-large`. */
  readonly reason: string;
  /** A text for people: the fault, the record and the file. */
  readonly message: string;
  /** Null if the record could not be read. */
  readonly paper_id: string | null;
  /**
   * Older records of the same paper that counted as duplicates, since this one is newer. The table refused this one, so
   * none of them was written.
   */
  readonly beaten?: readonly RejectedText[];
}

export const MAX_RAW_CHARACTERS = 1_000_000;

/** The batch whose records were rejected. */
interface RejectedBatch {
  readonly traceId: string;
  readonly seq: number;
  /** The numbers of the batch's first and last record. */
  readonly first: number;
  readonly last: number;
}

export interface RejectStore {
  /**
   * Keeps a batch's rejects as NDJSON and returns the object's key. The key follows from the batch, so the same batch
   * gives the same object, and batches of other records never overwrite each other.
   */
  put(batch: RejectedBatch, rejects: readonly Reject[]): Promise<string>;
  /** Gives the rejects under a key that {@link put} returned. */
  read(key: string): AsyncIterable<Reject>;
}
