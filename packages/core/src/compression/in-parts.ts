import { BatchFileError } from "../batch-files/batch-file.ts";
import { CompressedInput } from "./compressed-input.ts";
import type { Compression, CompressionName } from "./compression.ts";
import { OBJECT_START } from "./restart-point.ts";
import type { SmallPart } from "./small-part.ts";
import { BLOCK_BYTES, ZlibDataError } from "./through-zlib.ts";

/** How to read the parts of a file that can each be uncompressed alone: members of gzip, frames of zstd. */
export interface PartReader {
  /**
   * Reads the part that these bytes begin with, or several, if they are small and whole. Without this, all parts are streamed.
   *
   * @param isEnd whether the file ends with these bytes
   */
  readSmall?(bytes: Buffer, isEnd: boolean): SmallPart | undefined;
  /**
   * Gives what the part that the input stands at uncompresses to. The input then stands behind it.
   *
   * @throws ZlibDataError, or the input's own error as it is
   */
  read(input: CompressedInput): AsyncIterable<Buffer>;
}

/**
 * Makes the `uncompress` of a compression whose files are parts one after another. Small parts are read at once and given
 * together: a stream of node:zlib for each would take some 15 seconds for a megabyte of them.
 */
export const uncompressInParts = (name: CompressionName, parts: PartReader): Compression["uncompress"] =>
  async function* (compressed, { from = OBJECT_START, onRestartPoint } = {}) {
    await using input = new CompressedInput(compressed, from.objectByteOffset);
    let byteOffset = from.byteOffset;
    let gathered: Buffer[] = [];
    let gatheredBytes = 0;
    const takeGathered = () => {
      const content = Buffer.concat(gathered);
      gathered = [];
      gatheredBytes = 0;
      return content;
    };
    try {
      while (await input.fill(BLOCK_BYTES)) {
        const { objectByteOffset } = input;
        if (objectByteOffset > from.objectByteOffset)
          onRestartPoint?.({ objectByteOffset, objectBit: 0, byteOffset });
        const block = input.bytes.subarray(0, BLOCK_BYTES);
        const isEnd = input.isWhole && block.length === input.bytes.length;
        const small = parts.readSmall?.(block, isEnd);
        if (small) {
          input.use(small.usedBytes);
          byteOffset += small.content.length;
          gatheredBytes += small.content.length;
          if (small.content.length > 0) gathered.push(small.content);
          if (gatheredBytes >= BLOCK_BYTES) yield takeGathered();
        } else {
          if (gatheredBytes > 0) yield takeGathered();
          for await (const chunk of parts.read(input)) {
            byteOffset += chunk.length;
            yield chunk;
          }
        }
      }
      if (gatheredBytes > 0) yield takeGathered();
    } catch (error) {
      if (gatheredBytes > 0) yield takeGathered();
      throw error instanceof ZlibDataError ? asBatchFileError(name, error, byteOffset) : error;
    }
  };

/** The data ends before it is whole, which zlib did not get to see. */
const CODE_OF_TRUNCATED = "Z_BUF_ERROR";
const CODE_OF_LARGE_WINDOW = "ZSTD_error_frameParameter_windowTooLarge";
const CODES_OF_NO_MEMORY = /MEM_ERROR|memory_allocation|ERROR_ALLOC/;

function asBatchFileError(name: CompressionName, error: ZlibDataError, givenBytes: number): unknown {
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  // No fault of the file: another attempt may have more.
  if (CODES_OF_NO_MEMORY.test(code)) return cause;
  const options = { cause: cause ?? error };
  if (code === CODE_OF_TRUNCATED)
    return new BatchFileError(
      "truncated",
      `the ${name} data ends unexpectedly, after ${givenBytes} uncompressed bytes: upload the whole file again`,
      options,
    );
  if (code === CODE_OF_LARGE_WINDOW)
    return new BatchFileError(
      "too-large",
      `the ${name} data needs a window of more than 128 MiB: compress the file again, without --long`,
      options,
    );
  return new BatchFileError(
    "corrupt-compression",
    `the ${name} data is corrupt (${error.message}), after ${givenBytes} good uncompressed bytes: compress and upload the file again`,
    options,
  );
}

/** The error of data that ends before it is whole. */
export const endsTooSoon = () =>
  new ZlibDataError("unexpected end of file", {
    cause: Object.assign(new Error("unexpected end of file"), { code: CODE_OF_TRUNCATED }),
  });
