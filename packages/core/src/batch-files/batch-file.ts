import type { Readable } from "node:stream";
import type { Timestamp } from "../papers/paper.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";

/** A batch file, as the S3 event tells of it. */
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
   * @param fromByte the first byte to give, of those that the object has; its first one, unless given
   * @throws BatchFileError with reason `missing` where there is no such object (version)
   */
  open(file: BatchFile, fromByte?: number): Promise<Readable>;
}

/** Why a batch file as a whole cannot be read (further). */
export type BatchFileReason =
  | "missing"
  | "empty"
  | "unknown-format"
  | "corrupt-compression"
  | "truncated"
  | "too-large"
  | "malformed"
  | "feed-error"
  /** The event log holds other batches of this file than are formed now. */
  | "other-batches"
  /** An invocation is too short to get back to the place where the run goes on. */
  | "no-restart-point";

/**
 * The batch file as a whole cannot be read (further), and trying again cannot help. Ends the run as `failed`, with
 * this message; what was read before it is written and stays.
 */
export class BatchFileError extends Error {
  override readonly name = "BatchFileError";
  readonly reason: BatchFileReason;

  constructor(reason: BatchFileReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
