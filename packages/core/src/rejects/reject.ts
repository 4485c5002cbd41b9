/** The source text of a rejected record, and its place in the batch file. */
export interface RejectedText {
  /** The record's number in the batch file, from 1. */
  readonly record_number: number;
  /** The byte of the uncompressed file, or of the uncompressed entry of an archive, at which the record begins. */
  readonly byte_offset: number;
  /** The path of the file that contains the record, if the batch file is an archive. */
  readonly entry?: string;
  /** The format of that file, if it is known. Other records have the format of their run. */
  readonly format?: string;
  /** The record's source text, cut to {@link MAX_RAW_CHARACTERS}. */
  readonly raw: string;
  /** True if `raw` was cut. The whole text is in the batch file at `byte_offset`. */
  readonly raw_truncated: boolean;
}

/** A record that could not be read or written, with the reason, its place and its text. It is a line in a run's rejects. */
export interface Reject extends RejectedText {
  /** A short stable code, such as `no-id`, `bad-date`, `too-large`. */
  readonly reason: string;
  /** A message for people. It names the fault, the record and the file. */
  readonly message: string;
  /** Null if the record could not be read. */
  readonly paper_id: string | null;
  /**
   * Older records of the same paper. They counted as duplicates, because this record is newer. The table refused this record, so
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
   * Stores a batch's rejects as NDJSON and returns the object's key. The key depends only on the batch. So the same batch always
   * writes the same object, and batches with other records never overwrite each other.
   */
  put(batch: RejectedBatch, rejects: readonly Reject[]): Promise<string>;
  /** Yields the rejects under a key that {@link put} returned. */
  read(key: string): AsyncIterable<Reject>;
}
