/** That of a frame, read as a little-endian number. */
const FRAME = 0xfd2fb528;
/** That of a skippable frame, but for its last four bits, which are free. */
const SKIPPABLE_FRAME = 0x184d2a5;
const MAGIC_BYTES = 4;
/** The last block of a frame, raw, of no bytes. */
const EMPTY_LAST_BLOCK = "010000";
/** XXH64 of nothing: its lower four bytes. */
const CHECKSUM_OF_NOTHING = "99e9d851";

/** That of a window of 128 MiB, the largest that is read. */
const MAX_WINDOW_DESCRIPTOR = 17 << 3;

const SINGLE_SEGMENT = 0x20;
const RESERVED = 0x08;
const HAS_CHECKSUM = 0x04;
const HAS_DICTIONARY = 0x03;

/** Returns whether a frame begins here, one to be skipped or not. */
export const isFrame = (bytes: Buffer): boolean =>
  bytes.length >= MAGIC_BYTES && (bytes.readUInt32LE(0) === FRAME || isSkippable(bytes));

/** Returns how many bytes the skippable frame has that begins here, its header of 8 bytes included. */
export const skippableFrameBytes = (bytes: Buffer): number | undefined =>
  bytes.length >= 8 && isSkippable(bytes) ? 8 + bytes.readUInt32LE(4) : undefined;

/**
 * Returns how many bytes the frame has that begins here, where it holds nothing: a frame of one raw block of no bytes. Where
 * there is more to such a frame, as a dictionary, it is left to zstd.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1
 */
export function emptyFrameBytes(bytes: Buffer): number | undefined {
  const descriptor = bytes[MAGIC_BYTES];
  if (descriptor === undefined || bytes.readUInt32LE(0) !== FRAME) return undefined;
  if ((descriptor & (RESERVED | HAS_DICTIONARY)) !== 0) return undefined;
  const sizeFlag = descriptor >>> 6;
  const isSingleSegment = (descriptor & SINGLE_SEGMENT) !== 0;
  // Two bytes of size count from 256.
  if (sizeFlag === 1) return undefined;
  if (!isSingleSegment && (bytes[MAGIC_BYTES + 1] ?? 0) > MAX_WINDOW_DESCRIPTOR) return undefined;
  const windowBytes = isSingleSegment ? 0 : 1;
  const sizeBytes = sizeFlag === 0 ? 1 - windowBytes : 2 ** sizeFlag;
  const sizeAt = MAGIC_BYTES + 1 + windowBytes;
  const blockAt = sizeAt + sizeBytes;
  if (bytes.subarray(sizeAt, blockAt).some((byte) => byte !== 0)) return undefined;
  const rest = EMPTY_LAST_BLOCK + ((descriptor & HAS_CHECKSUM) !== 0 ? CHECKSUM_OF_NOTHING : "");
  const endsAt = blockAt + rest.length / 2;
  return bytes.toString("hex", blockAt, endsAt) === rest ? endsAt : undefined;
}

const isSkippable = (bytes: Buffer) => bytes.readUInt32LE(0) >>> 4 === SKIPPABLE_FRAME;
