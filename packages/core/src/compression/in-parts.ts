import { BatchFileError } from "../batch-files/batch-file.ts";
import { CompressedInput } from "./compressed-input.ts";
import type { Compression, CompressionName } from "./compression.ts";
import { OBJECT_START } from "./restart-point.ts";
import type { SmallPart } from "./small-part.ts";
import { BLOCK_BYTES, ZlibDataError } from "./through-zlib.ts";

/** Reads the parts of a file that can each be uncompressed alone: gzip members and zstd frames. */
export interface PartReader {
  /**
   * Reads the part at the beginning of these bytes, or several parts, if they are small and whole. Without this method, every
   * part is streamed.
   *
   * @param isEnd true if the file ends with these bytes
   */
  readSmall?(bytes: Buffer, isEnd: boolean): SmallPart | undefined;
  /**
   * Yields the uncompressed bytes of the next part of the input, and uses up that part.
   *
   * @throws ZlibDataError, or the input's own error unchanged
   */
  read(input: CompressedInput): AsyncIterable<Buffer>;
}

/**
 * Returns the `uncompress` of a compression whose files consist of parts one after another. Small parts are read at once and
 * returned together. A stream of node:zlib for each small part would take some 15 seconds for a megabyte of them.
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

/** zlib's code for data that ends too early. */
const CODE_OF_TRUNCATED = "Z_BUF_ERROR";
const CODE_OF_LARGE_WINDOW = "ZSTD_error_frameParameter_windowTooLarge";
const CODES_OF_NO_MEMORY = /MEM_ERROR|memory_allocation|ERROR_ALLOC/;

function asBatchFileError(name: CompressionName, error: ZlibDataError, givenBytes: number): unknown {
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  // This is not a fault of the file, because the next attempt may have more memory.
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

/** Returns the error of data that ends too early. */
export const endsTooSoon = () =>
  new ZlibDataError("unexpected end of file", {
    cause: Object.assign(new Error("unexpected end of file"), { code: CODE_OF_TRUNCATED }),
  });
