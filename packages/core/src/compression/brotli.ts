import { brotliDecompressSync, constants, createBrotliDecompress } from "node:zlib";
import { beginsText } from "./begins-text.ts";
import type { CompressedInput } from "./compressed-input.ts";
import type { Compression } from "./compression.ts";
import { uncompressInParts } from "./in-parts.ts";
import { BLOCK_BYTES, throughZlib, ZlibDataError } from "./through-zlib.ts";

/** What the beginning of a file may uncompress to, when it is tried. */
const MAX_TRIED_BYTES = 1_048_576;

/**
 * Brotli. It has no magic bytes, so that it can only be tried: a file is taken for it that does not begin like text, but
 * uncompresses to what does. It comes last among the compressions.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7932
 */
export const brotli: Compression = {
  name: "brotli",
  recognises: (head) => !beginsText(head) && uncompressesToText(head),
  uncompress: uncompressInParts("brotli", { read }),
};

/** Reads the whole file, which is one stream: it has no restart points. */
async function* read(input: CompressedInput): AsyncGenerator<Buffer, void, undefined> {
  yield* throughZlib(createBrotliDecompress({ chunkSize: BLOCK_BYTES }), input);
  if (await input.fill(1)) throw new ZlibDataError("other data follows its end");
}

function uncompressesToText(head: Buffer): boolean {
  try {
    const text = brotliDecompressSync(head, {
      // The head is all there is: what is complete of it is to come out.
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
      maxOutputLength: MAX_TRIED_BYTES,
    });
    return beginsText(text);
  } catch (error) {
    // No chance makes so much of a few kilobytes.
    return error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
  }
}
