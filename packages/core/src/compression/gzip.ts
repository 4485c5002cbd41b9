import { createGunzip } from "node:zlib";
import { BatchFileError } from "../batch-files/batch-file.ts";
import type { Compression } from "./compression.ts";
import { throughZlib } from "./through-zlib.ts";

/** gzip, of one member or of several one after another. @see https://www.rfc-editor.org/rfc/rfc1952 */
export const gzip: Compression = {
  name: "gzip",
  recognises: (head) => head[0] === 0x1f && head[1] === 0x8b,
  async *uncompress(compressed) {
    let givenBytes = 0;
    try {
      for await (const chunk of throughZlib(createGunzip({ chunkSize: 65_536 }), compressed)) {
        givenBytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw asBatchFileError(error, givenBytes);
    }
  },
};

function asBatchFileError(error: unknown, givenBytes: number): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? error.code : undefined;
  if (code === "Z_BUF_ERROR")
    return new BatchFileError(
      "truncated",
      `the gzip data ends unexpectedly, after ${givenBytes} uncompressed bytes: upload the whole file again`,
      { cause: error },
    );
  if (code === "Z_DATA_ERROR" || error.name === "TrailingDataError")
    return new BatchFileError(
      "corrupt-compression",
      `the gzip data is corrupt (${error.message}), after ${givenBytes} good uncompressed bytes: compress and upload the file again`,
      { cause: error },
    );
  return error;
}
