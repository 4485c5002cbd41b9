import type { Readable } from "node:stream";
import type { Timestamp } from "../papers/paper.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";

/** A batch file, as the S3 event describes it. */
export interface BatchFile {
  readonly traceId: TraceId;
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly etag?: string;
  readonly sizeBytes: number;
  /** The S3 event's time. */
  readonly batchTimestamp: Timestamp;
}

export interface BatchFileStore {
  /**
   * Opens the object's bytes as they are stored, compressed.
   *
   * @param fromByte the offset of the first byte to return. The default is 0
   * @throws BatchFileError `missing` if there is no such object or version
   */
  open(file: BatchFile, fromByte?: number): Promise<Readable>;
}

/** The reason why a whole batch file cannot be read, or cannot be read to its end. */
export type BatchFileReason =
  | "missing"
  | "empty"
  | "unknown-format"
  | "corrupt-compression"
  | "truncated"
  | "too-large"
  | "malformed"
  | "feed-error"
  /** The batches of this file in the event log differ from the batches that are formed now. */
  | "other-batches"
  /** An invocation is too short to read up to the place at which the run continues. */
  | "no-restart-point";

/**
 * Thrown if a whole batch file cannot be read, or cannot be read to its end, and a retry cannot help. The run ends as `failed`
 * with this message. Records that were read before the error are still written.
 */
export class BatchFileError extends Error {
  override readonly name = "BatchFileError";
  readonly reason: BatchFileReason;

  constructor(reason: BatchFileReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
