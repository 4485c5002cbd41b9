import { Header } from "tar/header";
import { BatchFileError } from "../batch-files/batch-file.ts";
import type { BlockReader } from "./block-reader.ts";
import { describesNextEntry, type TarAttributes, takeAttributes } from "./tar-attributes.ts";

/** A file in a tar archive. */
export interface TarEntry {
  /** The file's path in the archive. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Set if the archive does not hold the file's content unchanged. Says why. */
  readonly problem?: string;
  /** The offset of the entry's first header in the archive. */
  readonly headerByteOffset: number;
  /** The offset of the file's content in the archive. */
  readonly byteOffset: number;
  /** The file's content. Read it before asking for the next entry, because unread bytes are skipped then. */
  readonly content: AsyncIterable<Buffer>;
}

const BLOCK_BYTES = 512;

/** {@link isTar} needs this many bytes of a file. */
export const TAR_HEAD_BYTES = BLOCK_BYTES;

/** Entries of these types have no content, even if their header gives a size. */
const WITHOUT_CONTENT = new Set([
  "Link",
  "SymbolicLink",
  "CharacterDevice",
  "BlockDevice",
  "Directory",
  "FIFO",
]);
/** Entries of these types have content, but it is not the content of a file. */
const NO_FILES = new Set(["GNUDumpDir", "TapeVolumeHeader", "SolarisACL", "Inode"]);

const SPARSE_PROBLEM =
  "it is a sparse file, and the archive holds only parts of it: pack it without --sparse";
const PROBLEMS: Readonly<Record<string, string>> = {
  SparseFile: SPARSE_PROBLEM,
  ContinuationFile: "it is the rest of a file that begins in another volume of the archive: pack one volume",
};

/**
 * Tells whether a file with this beginning is a tar archive: its first block is a header with the right checksum, or is all
 * zeros, as in an archive without entries.
 */
export function isTar(head: Buffer): boolean {
  return beginsWithTarHeader(head) || (head.length >= BLOCK_BYTES && decoded(head)?.nullBlock === true);
}

/** Tells whether a file with this beginning begins with a header whose checksum is right. An archive without entries does not. */
export const beginsWithTarHeader = (head: Buffer): boolean =>
  head.length >= BLOCK_BYTES && decoded(head)?.cksumValid === true;

/** Returns the header in a block. Returns undefined if a number in it is not valid. */
function decoded(block: Buffer): Header | undefined {
  try {
    return new Header(block);
  } catch {
    return undefined;
  }
}

/**
 * Yields the files of a tar archive in their order, with memory bounded by a chunk. Directories, links and devices are left
 * out, because they have no content. Several archives may follow one another.
 *
 * @throws BatchFileError from the iteration, and from an entry's content: `truncated` if the archive ends inside an entry, or
 * without the block of zeros that ends an archive. `malformed` if there is no header where one has to be
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 * @see https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
export async function* tarEntries(reader: BlockReader): AsyncGenerator<TarEntry, void, undefined> {
  let attributes: TarAttributes = {};
  let headerByteOffset: number | undefined;
  for await (const block of headerBlocks(reader)) {
    headerByteOffset ??= reader.byteOffset - BLOCK_BYTES;
    const header = headerOf(block, reader);
    const { path = "", type, size = 0 } = header;
    if (describesNextEntry(header)) {
      attributes = { ...attributes, ...(await takeAttributes(reader, header)) };
      await skipTo(reader, endOfBlock(reader.byteOffset), path);
      continue;
    }
    const { name = path, sizeBytes = size, isSparse = false } = attributes;
    const beginsAt = headerByteOffset;
    attributes = {};
    headerByteOffset = undefined;
    if (WITHOUT_CONTENT.has(type)) continue;
    if (type === "SparseFile") await skipSparseMap(reader, block);
    const problem = isSparse ? SPARSE_PROBLEM : PROBLEMS[type];
    const entry = {
      headerByteOffset: beginsAt,
      byteOffset: reader.byteOffset,
      name,
      sizeBytes,
      ...(problem !== undefined && { problem }),
    };
    if (!NO_FILES.has(type)) yield { ...entry, content: contentOf(reader, entry) };
    await skipEntry(reader, entry);
  }
}

/** Yields the blocks at the places of headers, except blocks of zeros, up to the end of the last archive. */
async function* headerBlocks(reader: BlockReader): AsyncGenerator<Buffer, void, undefined> {
  let isEnded = false;
  for (;;) {
    const block = await reader.take(BLOCK_BYTES);
    const isZero = block.every((byte) => byte === 0);
    if (block.length < BLOCK_BYTES) {
      if (isEnded && isZero) return;
      throw truncated(reader, "before the block of zeros that ends an archive");
    }
    isEnded = isZero;
    if (!isZero) yield block;
  }
}

function headerOf(block: Buffer, reader: BlockReader): Header {
  const header = decoded(block);
  if (header?.cksumValid && Number.isSafeInteger(header.size ?? 0)) return header;
  throw reader.fail(
    new BatchFileError(
      "malformed",
      `at byte ${reader.byteOffset - BLOCK_BYTES} of the archive there is no header of a tar entry: the rest of the archive cannot be read`,
    ),
  );
}

/** Skips the map of a sparse file. If the map is too long for the header, it continues in the following blocks. */
async function skipSparseMap(reader: BlockReader, header: Buffer): Promise<void> {
  let goesOn = header[MAP_FOLLOWS_AT];
  while (goesOn !== 0 && goesOn !== undefined) goesOn = (await reader.take(BLOCK_BYTES))[MAP_GOES_ON_AT];
}

const MAP_FOLLOWS_AT = 482;
const MAP_GOES_ON_AT = 504;

type Extent = Pick<TarEntry, "name" | "byteOffset" | "sizeBytes">;

/** Yields the bytes of an entry, from the reader's place inside the entry to its end. */
export async function* contentOf(
  reader: BlockReader,
  { name, byteOffset, sizeBytes }: Extent,
): AsyncGenerator<Buffer, void, undefined> {
  const endsAt = byteOffset + sizeBytes;
  yield* reader.upTo(endsAt - reader.byteOffset);
  if (reader.byteOffset < endsAt) throw truncated(reader, `within the entry ${JSON.stringify(name)}`);
}

/** Skips the rest of an entry. */
export const skipEntry = (reader: BlockReader, { name, byteOffset, sizeBytes }: Extent): Promise<void> =>
  skipTo(reader, endOfBlock(byteOffset + sizeBytes), name);

async function skipTo(reader: BlockReader, byteOffset: number, name: string): Promise<void> {
  if (!(await reader.skipTo(byteOffset))) throw truncated(reader, `within the entry ${JSON.stringify(name)}`);
}

const endOfBlock = (byteOffset: number) => Math.ceil(byteOffset / BLOCK_BYTES) * BLOCK_BYTES;

const truncated = (reader: BlockReader, where: string) =>
  reader.fail(new BatchFileError("truncated", `the archive ends at byte ${reader.byteOffset}, ${where}`));
