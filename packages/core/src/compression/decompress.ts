import { BatchFileError } from "../batch-files/batch-file.ts";
import type { Format } from "../formats/format.ts";
import { FORMATS } from "../formats/formats.ts";
import { shownBytes } from "../formats/shown.ts";
import { brotli } from "./brotli.ts";
import { bzip2 } from "./bzip2.ts";
import { type Compression, type CompressionName, HEAD_BYTES } from "./compression.ts";
import { foreignFormatOf } from "./foreign-format.ts";
import { gzip } from "./gzip.ts";
import { peek } from "./peek.ts";
import { OBJECT_START, type RestartPoint } from "./restart-point.ts";
import { zstd } from "./zstd.ts";

/** Every known compression. Compressions without magic bytes come last, because a file is tested in this order. */
const COMPRESSIONS: readonly Compression[] = [gzip, zstd, bzip2, brotli];

/** The names of all known compressions, for messages. */
export const COMPRESSION_NAMES: readonly string[] = COMPRESSIONS.map(({ name }) => name);

export interface DecompressOptions {
  /** A file that uncompresses to more may be a bomb: reading stops at this limit with `too-large`. */
  readonly maxUncompressedBytes: number;
  /** The known formats, for the message about a file in a foreign format. */
  readonly formats?: readonly Format[];
  /** Called with each restart point, in order, before the first byte after that point is returned. */
  readonly onRestartPoint?: (point: RestartPoint) => void;
}

/** The compression of a file. */
export type FileCompression = CompressionName | "none";

export interface Decompressed {
  readonly compression: FileCompression;
  /** The uncompressed bytes. They can be iterated once, at the consumer's pace. If the consumer stops early, the source is destroyed. */
  readonly content: AsyncIterable<Buffer>;
}

/**
 * Recognises the compression of a batch file from its content, not from its name, and uncompresses the file. `content` returns
 * all bytes that can be read before it throws.
 *
 * @throws BatchFileError here or from `content`: `empty`, `unknown-format`, `corrupt-compression`, `truncated` or
 * `too-large`. Errors of the source itself are thrown unchanged, because a retry may help
 */
export async function decompress(
  source: AsyncIterable<Buffer>,
  options: DecompressOptions,
): Promise<Decompressed> {
  const { head, content, close, failure } = await peek(source, HEAD_BYTES);
  if (head.length === 0) throw failure ? failure.error : new BatchFileError("empty", "the file has no bytes");
  const compression = COMPRESSIONS.find((known) => known.recognises(head));
  const foreign = compression ? undefined : foreignFormatOf(head);
  if (foreign) {
    await close();
    const formats = (options.formats ?? FORMATS).map(({ name }) => name).join(", ");
    throw new BatchFileError(
      "unknown-format",
      `the file begins with ${shownBytes(head)}: it is ${foreign.name}, which is not read: ${foreign.advice}. Known are ${formats}, plain or compressed with ${COMPRESSION_NAMES.join(", ")}`,
    );
  }
  return {
    compression: compression?.name ?? "none",
    content: limited(uncompressed(compression, content, options, OBJECT_START), options.maxUncompressedBytes),
  };
}

/**
 * Uncompresses the rest of a batch file from a restart point on. Returns the same bytes, and throws the same error, as
 * {@link decompress} does after that point.
 *
 * @param source the object's bytes from `from.objectByteOffset` on
 * @param compression the compression that `decompress` recognised
 */
export const decompressFrom = (
  source: AsyncIterable<Buffer>,
  compression: FileCompression,
  from: RestartPoint,
  options: DecompressOptions,
): AsyncIterable<Buffer> =>
  limited(
    uncompressed(
      COMPRESSIONS.find(({ name }) => name === compression),
      source,
      options,
      from,
    ),
    options.maxUncompressedBytes,
    from.byteOffset,
  );

const uncompressed = (
  compression: Compression | undefined,
  content: AsyncIterable<Buffer>,
  { onRestartPoint }: DecompressOptions,
  from: RestartPoint,
): AsyncIterable<Buffer> =>
  compression
    ? compression.uncompress(content, { from, ...(onRestartPoint && { onRestartPoint }) })
    : content;

/**
 * Yields the same bytes. Throws `too-large` after `maxBytes`, and `empty` at the end of a file with only white space.
 *
 * @param bytesBefore how many bytes of the file come before these. If it is not 0, the file is not only white space
 */
async function* limited(
  content: AsyncIterable<Buffer>,
  maxBytes: number,
  bytesBefore = 0,
): AsyncGenerator<Buffer, void, undefined> {
  let bytes = bytesBefore;
  let blank = bytesBefore === 0;
  for await (const chunk of content) {
    blank &&= chunk.every(isWhiteSpace);
    if (bytes + chunk.length > maxBytes) {
      if (bytes < maxBytes) yield chunk.subarray(0, maxBytes - bytes);
      throw new BatchFileError(
        "too-large",
        `the file is larger than the limit of ${maxBytes} uncompressed bytes: split it, or raise the limit`,
      );
    }
    bytes += chunk.length;
    yield chunk;
  }
  if (blank) throw new BatchFileError("empty", "the file is empty, or holds only white space");
}

const isWhiteSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
