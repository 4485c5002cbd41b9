import { createGunzip } from "node:zlib";
import type { Compression } from "./compression.ts";
import { uncompressWithZlib } from "./zlib-compression.ts";

/**
 * gzip, of one member or of several one after another. Zero bytes may follow the last one, as tapes leave them: node:zlib
 * stops at the first of them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1952
 */
export const gzip: Compression = {
  name: "gzip",
  recognises: (head) => head[0] === 0x1f && head[1] === 0x8b,
  uncompress: uncompressWithZlib("gzip", {
    create: () => createGunzip({ chunkSize: 65_536 }),
    afterEnd: "padding",
  }),
};
