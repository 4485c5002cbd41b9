import type { RestartPoint } from "./restart-point.ts";

/** A compression that batch files come in. Register it in `decompress.ts`. */
export interface Compression {
  /** Stable, for logs, events and people. */
  readonly name: CompressionName;
  /** Whether a file that begins with these bytes, up to {@link HEAD_BYTES} of them, is compressed this way. */
  recognises(head: Buffer): boolean;
  /**
   * Gives the uncompressed bytes, at the consumer's pace and with bounded memory. All that could be uncompressed before an
   * error is given before it is thrown. The same bytes and the same error come from wherever the reading began.
   *
   * @throws BatchFileError `corrupt-compression`, `truncated` or `too-large`; an error of the compressed stream itself as
   * it is
   */
  uncompress(compressed: AsyncIterable<Buffer>, options?: UncompressOptions): AsyncIterable<Buffer>;
}

export interface UncompressOptions {
  /** Where in the object the given bytes begin: its start, unless given. */
  readonly from?: RestartPoint;
  /** Is called with each restart point behind `from`, in order, before the first byte behind it is given. */
  readonly onRestartPoint?: (point: RestartPoint) => void;
}

export type CompressionName = "gzip" | "zstd" | "bzip2" | "brotli";

/** Enough of a file to tell its compression. */
export const HEAD_BYTES = 4_096;
