import { createZstdDecompress } from "node:zlib";
import type { CompressedInput } from "./compressed-input.ts";
import type { Compression } from "./compression.ts";
import { endsTooSoon, uncompressInParts } from "./in-parts.ts";
import { type SmallPart, unzstdSmall } from "./small-part.ts";
import { BLOCK_BYTES, throughZlib } from "./through-zlib.ts";
import { emptyFrameBytes, isFrame, skippableFrameBytes } from "./zstd-frame.ts";

/**
 * Zstandard, of one frame or of several one after another, those to be skipped among them. node:zlib stops behind each
 * frame, and leaves the next one to us. Frames that hold nothing are stepped over.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3
 * @see https://github.com/nodejs/node/issues/64741
 */
export const zstd: Compression = {
  name: "zstd",
  recognises: isFrame,
  uncompress: uncompressInParts("zstd", { readSmall, read }),
};

const NOTHING = Buffer.alloc(0);

function readSmall(bytes: Buffer): SmallPart | undefined {
  const usedBytes = emptyFrameBytes(bytes) ?? skippableFrameBytes(bytes);
  if (usedBytes === undefined) return unzstdSmall(bytes);
  return usedBytes <= bytes.length ? { usedBytes, content: NOTHING } : undefined;
}

async function* read(input: CompressedInput): AsyncGenerator<Buffer, void, undefined> {
  const skippable = skippableFrameBytes(input.bytes);
  if (skippable === undefined) yield* throughZlib(createZstdDecompress({ chunkSize: BLOCK_BYTES }), input);
  else await skip(input, skippable);
}

async function skip(input: CompressedInput, count: number): Promise<void> {
  let left = count;
  while (left > 0) {
    if (!(await input.fill(1))) throw endsTooSoon();
    const used = Math.min(left, input.bytes.length);
    input.use(used);
    left -= used;
  }
}
