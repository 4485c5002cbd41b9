/** A compression that batch files come in. Register it in `decompress.ts`. */
export interface Compression {
  /** Stable, for logs, events and people. */
  readonly name: CompressionName;
  /** Whether a file that begins with these bytes, up to {@link HEAD_BYTES} of them, is compressed this way. */
  recognises(head: Buffer): boolean;
  /**
   * The uncompressed bytes, at the consumer's pace and with bounded memory. All that could be uncompressed before an
   * error is given before it is thrown.
   *
   * @throws BatchFileError `corrupt-compression`, `truncated` or `too-large`; an error of the compressed stream itself as
   * it is
   */
  uncompress(compressed: AsyncIterable<Buffer>): AsyncIterable<Buffer>;
}

export type CompressionName = "gzip" | "zstd" | "bzip2" | "brotli";

/** Enough of a file to tell its compression. */
export const HEAD_BYTES = 4_096;
