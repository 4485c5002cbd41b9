import { createZstdDecompress } from "node:zlib";
import type { CompressedInput } from "./compressed-input.ts";
import type { Compression } from "./compression.ts";
import { endsTooSoon, uncompressInParts } from "./in-parts.ts";
import { type SmallPart, unzstdSmall } from "./small-part.ts";
import { BLOCK_BYTES, throughZlib } from "./through-zlib.ts";
import { frameBytes, isFrame, readPlainFrame, skippableFrameBytes } from "./zstd-frame.ts";

/**
 * Zstandard, with one frame or several one after another, including skippable frames. node:zlib stops after each frame, so this
 * code begins the next one. Frames without compressed blocks are read without node:zlib.
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
  const skippable = skippableFrameBytes(bytes);
  if (skippable !== undefined)
    return skippable <= bytes.length ? { usedBytes: skippable, content: NOTHING } : undefined;
  const frame = bytes.subarray(0, frameBytes(bytes) ?? 0);
  return frame.length === 0 ? undefined : (readPlainFrame(frame) ?? unzstdSmall(frame));
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
