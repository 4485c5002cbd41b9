import type { RestartPoint } from "./restart-point.ts";

/** A compression that batch files may have. Register it in `decompress.ts`. */
export interface Compression {
  /** A stable name for logs, events and people. */
  readonly name: CompressionName;
  /** Tells whether a file is compressed this way, by its first {@link HEAD_BYTES} bytes. */
  recognises(head: Buffer): boolean;
  /**
   * Returns the uncompressed bytes, at the consumer's pace and with bounded memory. All bytes that can be uncompressed before an
   * error are returned first. The place at which the reading begins does not change the bytes after it, nor the error.
   *
   * @throws BatchFileError `corrupt-compression`, `truncated` or `too-large`. Errors of the compressed stream itself are thrown
   * unchanged
   */
  uncompress(compressed: AsyncIterable<Buffer>, options?: UncompressOptions): AsyncIterable<Buffer>;
}

export interface UncompressOptions {
  /** The place in the object at which `compressed` begins. The default is the object's start. */
  readonly from?: RestartPoint;
  /** Called with each restart point after `from`, in order, before the first byte after that point is returned. */
  readonly onRestartPoint?: (point: RestartPoint) => void;
}

export type CompressionName = "gzip" | "zstd" | "bzip2" | "brotli";

/** The number of a file's first bytes that are enough to recognise its compression. */
export const HEAD_BYTES = 4_096;
