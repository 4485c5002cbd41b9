import { gunzipSync, inflateRawSync, zstdDecompressSync } from "node:zlib";

/**
 * One or more small gzip members or zstd frames, uncompressed at once, because a stream of node:zlib for each would cost more
 * than the work itself.
 */
export interface SmallPart {
  readonly usedBytes: number;
  readonly content: Buffer;
}

/** The most bytes that a small part may uncompress to. */
const MAX_CONTENT_BYTES = 262_144;

/** Uncompresses gzip members. Returns undefined if they are cut off, corrupt, or too large. */
export const gunzipSmall = (bytes: Buffer): SmallPart | undefined => uncompressed(gunzipSync, bytes);

/** Uncompresses the deflate data at the beginning of these bytes. Returns undefined if it is cut off, corrupt, or too large. */
export const inflateSmall = (bytes: Buffer): SmallPart | undefined => uncompressed(inflateRawSync, bytes);

/** Uncompresses the zstd frame at the beginning of these bytes. Returns undefined if it is cut off, corrupt, or too large. */
export const unzstdSmall = (bytes: Buffer): SmallPart | undefined => uncompressed(zstdDecompressSync, bytes);

type Uncompress = (bytes: Buffer, options: { info: true; maxOutputLength: number }) => unknown;

function uncompressed(uncompress: Uncompress, bytes: Buffer): SmallPart | undefined {
  try {
    const result = uncompress(bytes, { info: true, maxOutputLength: MAX_CONTENT_BYTES });
    return isWithInfo(result) ? { usedBytes: result.engine.bytesWritten, content: result.buffer } : undefined;
  } catch {
    // Streaming finds the same fault, but first returns the good bytes before it.
    return undefined;
  }
}

/** Tells whether a result has the form of the option `info`, which the types of node:zlib do not describe. */
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
