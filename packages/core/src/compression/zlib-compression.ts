import { BatchFileError } from "../batch-files/batch-file.ts";
import type { Compression, CompressionName } from "./compression.ts";
import { throughZlib, type ZlibData, ZlibDataError } from "./through-zlib.ts";

/** Makes the `uncompress` of a compression that node:zlib knows. */
export const uncompressWithZlib = (name: CompressionName, data: ZlibData): Compression["uncompress"] =>
  async function* (compressed) {
    let givenBytes = 0;
    try {
      for await (const chunk of throughZlib(data, compressed)) {
        givenBytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw error instanceof ZlibDataError ? asBatchFileError(name, error, givenBytes) : error;
    }
  };

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
