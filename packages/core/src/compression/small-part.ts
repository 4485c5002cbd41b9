import { inflateRawSync, zstdDecompressSync } from "node:zlib";

/** A whole gzip member or zstd frame that is uncompressed at once, for a stream costs more than it. */
export interface SmallPart {
  readonly usedBytes: number;
  readonly content: Buffer;
}

/** What a small part may uncompress to. */
const MAX_CONTENT_BYTES = 1_048_576;

/** Uncompresses the data that these bytes begin with. Returns undefined where it is not whole, not good, or too much. */
export const inflateSmall = (bytes: Buffer): SmallPart | undefined => uncompressed(inflateRawSync, bytes);

/** Uncompresses the frame that these bytes begin with. Returns undefined where it is not whole, not good, or too much. */
export const unzstdSmall = (bytes: Buffer): SmallPart | undefined => uncompressed(zstdDecompressSync, bytes);

type Uncompress = (bytes: Buffer, options: { info: true; maxOutputLength: number }) => unknown;

function uncompressed(uncompress: Uncompress, bytes: Buffer): SmallPart | undefined {
  try {
    const result = uncompress(bytes, { info: true, maxOutputLength: MAX_CONTENT_BYTES });
    return isWithInfo(result) ? { usedBytes: result.engine.bytesWritten, content: result.buffer } : undefined;
  } catch {
    // A stream finds the same fault, and gives what is good before it.
    return undefined;
  }
}

/** Tells the form of answer that the option `info` asks for: its types do not know it. */
const isWithInfo = (
  result: unknown,
): result is { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } } =>
  typeof result === "object" &&
  result !== null &&
  "buffer" in result &&
  Buffer.isBuffer(result.buffer) &&
  "engine" in result &&
  typeof result.engine === "object" &&
  result.engine !== null &&
  "bytesWritten" in result.engine &&
  typeof result.engine.bytesWritten === "number";
