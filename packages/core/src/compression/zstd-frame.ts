import type { SmallPart } from "./small-part.ts";

/** The magic number of a frame, in little-endian order. */
const FRAME = 0xfd2fb528;
/** The magic number of a skippable frame without its last four bits, which may have any value. */
const SKIPPABLE_FRAME = 0x184d2a5;
const MAGIC_BYTES = 4;

const SINGLE_SEGMENT = 0x20;
const RESERVED = 0x08;
const HAS_CHECKSUM = 0x04;
const HAS_DICTIONARY = 0x03;
/** The window descriptor of 128 MiB, the largest window that is read. */
const MAX_WINDOW_DESCRIPTOR = 17 << 3;

const BLOCK_HEADER_BYTES = 3;
const RAW_BLOCK = 0;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;
/** Every window is at least this large. Frames with more content are left to zstd. */
const MAX_PLAIN_BYTES = 1_024;

/** The lower four bytes of XXH64 of an empty content. */
const CHECKSUM_OF_NOTHING = "99e9d851";
const CHECKSUM_BYTES = 4;

/** Tells whether a frame begins here. It may be a skippable frame. */
export const isFrame = (bytes: Buffer): boolean =>
  bytes.length >= MAGIC_BYTES && (bytes.readUInt32LE(0) === FRAME || isSkippable(bytes));

/** Returns the length of the skippable frame that begins here, with its header of 8 bytes. Returns undefined for another frame. */
export const skippableFrameBytes = (bytes: Buffer): number | undefined =>
  bytes.length >= 8 && isSkippable(bytes) ? 8 + bytes.readUInt32LE(4) : undefined;

/**
 * Returns the length of the frame that begins here, by the sizes of its blocks. Returns undefined if the frame does not end in
 * these bytes, or is corrupt.
 */
export function frameBytes(bytes: Buffer): number | undefined {
  const header = headerOf(bytes);
  if (!header) return undefined;
  let { at } = header;
  for (;;) {
    const block = blockAt(bytes, at);
    if (!block || block.type === RESERVED_BLOCK) return undefined;
    at += BLOCK_HEADER_BYTES + block.storedBytes;
    if (block.isLast) break;
  }
  if (header.hasChecksum) at += CHECKSUM_BYTES;
  return at <= bytes.length ? at : undefined;
}

/**
 * Reads the frame that begins here if nothing in it is compressed, as in the smallest frames. Returns undefined for any other
 * frame, and for one that is cut off or corrupt: these are left to zstd.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1
 */
export function readPlainFrame(bytes: Buffer): SmallPart | undefined {
  const header = headerOf(bytes);
  if (!header) return undefined;
  const content: Buffer[] = [];
  let contentBytes = 0;
  let { at } = header;
  for (let isLast = false; !isLast; ) {
    const block = blockAt(bytes, at);
    if (!block || block.type > RLE_BLOCK) return undefined;
    const { type, sizeBytes, storedBytes } = block;
    contentBytes += sizeBytes;
    at += BLOCK_HEADER_BYTES;
    if (contentBytes > MAX_PLAIN_BYTES || bytes.length < at + storedBytes) return undefined;
    const stored = bytes.subarray(at, at + storedBytes);
    if (sizeBytes > 0) content.push(type === RAW_BLOCK ? stored : Buffer.alloc(sizeBytes, stored));
    at += storedBytes;
    isLast = block.isLast;
  }
  if (header.contentBytes !== undefined && header.contentBytes !== contentBytes) return undefined;
  if (header.hasChecksum) {
    // zstd verifies the checksum of a content that is not empty.
    if (contentBytes > 0 || bytes.toString("hex", at, at + CHECKSUM_BYTES) !== CHECKSUM_OF_NOTHING)
      return undefined;
    at += CHECKSUM_BYTES;
  }
  return { usedBytes: at, content: Buffer.concat(content) };
}

/** Reads the header of a block. */
function blockAt(bytes: Buffer, at: number) {
  if (bytes.length < at + BLOCK_HEADER_BYTES) return undefined;
  const header = bytes.readUIntLE(at, BLOCK_HEADER_BYTES);
  const type = (header >>> 1) & 3;
  const sizeBytes = header >>> 3;
  return { type, sizeBytes, storedBytes: type === RLE_BLOCK ? 1 : sizeBytes, isLast: (header & 1) === 1 };
}

/** Reads the header of a frame without a dictionary. */
function headerOf(bytes: Buffer) {
  const descriptor = bytes[MAGIC_BYTES];
  if (descriptor === undefined || bytes.readUInt32LE(0) !== FRAME) return undefined;
  if ((descriptor & (RESERVED | HAS_DICTIONARY)) !== 0) return undefined;
  const isSingleSegment = (descriptor & SINGLE_SEGMENT) !== 0;
  const sizeAt = MAGIC_BYTES + (isSingleSegment ? 1 : 2);
  if (!isSingleSegment && (bytes[sizeAt - 1] ?? 0) > MAX_WINDOW_DESCRIPTOR) return undefined;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  const at = sizeAt + sizeBytes;
  if (bytes.length < at) return undefined;
  const hasChecksum = (descriptor & HAS_CHECKSUM) !== 0;
  return { at, hasChecksum, contentBytes: contentBytesOf(bytes.subarray(sizeAt, at)) };
}

/** Returns the content size in a frame's header. A size of two bytes counts from 256. */
function contentBytesOf(size: Buffer): number | undefined {
  if (size.length === 0) return undefined;
  if (size.length === 8) return Number(size.readBigUInt64LE());
  return size.readUIntLE(0, size.length) + (size.length === 2 ? 256 : 0);
}

const isSkippable = (bytes: Buffer) => bytes.readUInt32LE(0) >>> 4 === SKIPPABLE_FRAME;
