import { crc32 } from "node:zlib";
import { ZlibDataError } from "./through-zlib.ts";

const FIXED_HEADER_BYTES = 10;
const DEFLATE = 8;
const HEADER_CHECKSUM = 0x02;
const EXTRA = 0x04;
const NAME = 0x08;
const COMMENT = 0x10;
const RESERVED = 0xe0;

export const TRAILER_BYTES = 8;

/**
 * Returns the length of the header of the gzip member that begins here. Returns undefined if the header does not end in these
 * bytes.
 *
 * @throws ZlibDataError if no member begins here
 * @see https://www.rfc-editor.org/rfc/rfc1952#section-2.3
 */
export function headerBytes(bytes: Buffer): number | undefined {
  if ((bytes[0] ?? 0x1f) !== 0x1f || (bytes[1] ?? 0x8b) !== 0x8b)
    throw new ZlibDataError("incorrect header check");
  if ((bytes[2] ?? DEFLATE) !== DEFLATE) throw new ZlibDataError("unknown compression method");
  const flags = bytes[3];
  if (flags === undefined) return undefined;
  if ((flags & RESERVED) !== 0) throw new ZlibDataError("unknown header flags set");
  let at = FIXED_HEADER_BYTES;
  if ((flags & EXTRA) !== 0) {
    if (bytes.length < at + 2) return undefined;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const text of [NAME, COMMENT]) {
    if ((flags & text) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end === -1) return undefined;
    at = end + 1;
  }
  if ((flags & HEADER_CHECKSUM) === 0) return at <= bytes.length ? at : undefined;
  if (bytes.length < at + 2) return undefined;
  if (bytes.readUInt16LE(at) !== (crc32(bytes.subarray(0, at)) & 0xffff))
    throw new ZlibDataError("header crc mismatch");
  return at + 2;
}

/** Computes the checksum and length of a member's content, and compares them with the member's trailer. */
export class MemberCheck {
  #checksum = 0;
  #lengthBytes = 0;

  add(content: Buffer): void {
    this.#checksum = crc32(content, this.#checksum);
    this.#lengthBytes = (this.#lengthBytes + content.length) % 2 ** 32;
  }

  /** @throws ZlibDataError if the trailer, which has {@link TRAILER_BYTES}, does not match */
  verify(trailer: Buffer): void {
    if (trailer.readUInt32LE(0) !== this.#checksum) throw new ZlibDataError("incorrect data check");
    if (trailer.readUInt32LE(4) !== this.#lengthBytes) throw new ZlibDataError("incorrect length check");
  }
}
