import { brotliDecompressSync, constants, createBrotliDecompress } from "node:zlib";
import { beginsWithTarHeader } from "../archives/tar-entries.ts";
import { beginsText } from "./begins-text.ts";
import type { CompressedInput } from "./compressed-input.ts";
import type { Compression } from "./compression.ts";
import { uncompressInParts } from "./in-parts.ts";
import { BLOCK_BYTES, throughZlib, ZlibDataError } from "./through-zlib.ts";

/** The most bytes that a trial of the file's beginning uncompresses. */
const MAX_TRIED_BYTES = 1_048_576;

/**
 * Brotli. It has no magic bytes, so it is recognised by a trial: the file does not begin like text, but uncompresses to
 * something that does, or to a tar archive. It comes last among the compressions.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7932
 */
export const brotli: Compression = {
  name: "brotli",
  recognises: (head) => !beginsText(head) && uncompressesToContent(head),
  uncompress: uncompressInParts("brotli", { read }),
};

/** Reads the whole file. It is a single stream, so it has no restart points. */
async function* read(input: CompressedInput): AsyncGenerator<Buffer, void, undefined> {
  yield* throughZlib(createBrotliDecompress({ chunkSize: BLOCK_BYTES }), input);
  if (await input.fill(1)) throw new ZlibDataError("other data follows its end");
}

function uncompressesToContent(head: Buffer): boolean {
  try {
    const content = brotliDecompressSync(head, {
      // There is only the head, so this asks for all output that the head can give.
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
      maxOutputLength: MAX_TRIED_BYTES,
    });
    return beginsText(content) || beginsWithTarHeader(content);
  } catch (error) {
    // Random bytes would not uncompress to this much, so the data is brotli.
    return error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
  }
}
