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

/** Every compression known, told apart by how a file begins; those without magic bytes last. */
const COMPRESSIONS: readonly Compression[] = [gzip, zstd, bzip2, brotli];

/** Their names, for people. */
export const COMPRESSION_NAMES: readonly string[] = COMPRESSIONS.map(({ name }) => name);

export interface DecompressOptions {
  /** A file that grows beyond this is taken for a bomb: reading stops there with `too-large`. */
  readonly maxUncompressedBytes: number;
  /** Those that are read, to be named to whoever gives a file that cannot be uncompressed. */
  readonly formats?: readonly Format[];
  /** Is called with each restart point that is passed, in order, before the first byte behind it is given. */
  readonly onRestartPoint?: (point: RestartPoint) => void;
}

/** How a file is compressed, if it is. */
export type FileCompression = CompressionName | "none";

export interface Decompressed {
  readonly compression: FileCompression;
  /** To be iterated once, at the consumer's pace. Ending early destroys the source. */
  readonly content: AsyncIterable<Buffer>;
}

/**
 * Finds out from the content, not from the name, how a batch file is compressed, and uncompresses it.
 * `content` gives all that could be read before it throws.
 *
 * @throws BatchFileError here or from `content`: `empty`, `unknown-format`, `corrupt-compression`, `truncated` or
 * `too-large`. An error of the source itself comes through as it is: it may be worth a retry.
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
 * Uncompresses the rest of a batch file from a restart point on. Gives the bytes and the error that {@link decompress} gives
 * from that point on.
 *
 * @param source the object's bytes from `from.objectByteOffset` on
 * @param compression what `decompress` found from the object's beginning
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
 * Gives the same bytes up to `maxBytes`, then throws `too-large`; or `empty` where they are but white space.
 *
 * @param bytesBefore how many bytes of the file come before, some of them no white space
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
  if (blank) throw new BatchFileError("empty", "the file holds nothing, or nothing but white space");
}

const isWhiteSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
