import { gunzipSync, inflateRawSync, zstdDecompressSync } from "node:zlib";

/** A gzip member or zstd frame, or several, uncompressed at once: a stream of node:zlib costs more than they do. */
export interface SmallPart {
  readonly usedBytes: number;
  readonly content: Buffer;
}

/** What a small part may uncompress to. */
const MAX_CONTENT_BYTES = 262_144;

/** Uncompresses members of gzip. Returns undefined where they are not whole, not good, or too much. */
export const gunzipSmall = (bytes: Buffer): SmallPart | undefined => uncompressed(gunzipSync, bytes);

/** Uncompresses the deflate data that these bytes begin with. Returns undefined where it is not whole, not good, or too much. */
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
