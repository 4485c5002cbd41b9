/** A record that could not be read or written: why, where, and what it said. A line of a run's rejects. */
export interface Reject {
  /** A short stable code, such as `no-id`, `bad-date`, `too-large`. */
  readonly reason: string;
  /** For people: what is wrong with which record of which file. */
  readonly message: string;
  /** From 1. */
  readonly record_number: number;
  /** Where the record begins in the uncompressed file. */
  readonly byte_offset: number;
  /** Known only where the record could be read. */
  readonly paper_id: string | null;
  /** The record's source text, at most {@link MAX_RAW_CHARACTERS} of it. */
  readonly raw: string;
  /** Whether `raw` was cut; the whole stands in the batch file at `byte_offset`. */
  readonly raw_truncated: boolean;
}

export const MAX_RAW_CHARACTERS = 1_000_000;

export interface RejectStore {
  /** Keeps a batch's rejects as NDJSON and gives the object's key. Again with the same input: the same object. */
  put(traceId: string, seq: number, rejects: readonly Reject[]): Promise<string>;
  /** The rejects kept under a key that {@link put} gave. */
  read(key: string): AsyncIterable<Reject>;
}
