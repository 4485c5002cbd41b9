import { createZstdDecompress } from "node:zlib";
import type { Compression } from "./compression.ts";
import { uncompressWithZlib } from "./zlib-compression.ts";

/** That of a frame, read as a little-endian number. */
const FRAME = 0xfd2fb528;
/** That of a skippable frame, but for its last four bits, which are free. */
const SKIPPABLE_FRAME = 0x184d2a5;

/**
 * Zstandard, of one frame or of several one after another, those to be skipped among them. node:zlib stops behind each
 * frame, and leaves the next one to us.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3
 * @see https://github.com/nodejs/node/issues/64741
 */
export const zstd: Compression = {
  name: "zstd",
  recognises(head) {
    if (head.length < 4) return false;
    const magic = head.readUInt32LE(0);
    return magic === FRAME || magic >>> 4 === SKIPPABLE_FRAME;
  },
  uncompress: uncompressWithZlib("zstd", {
    create: () => createZstdDecompress({ chunkSize: 65_536 }),
    afterEnd: "frames",
  }),
};
