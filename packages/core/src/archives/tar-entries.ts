import { Header } from "tar/header";
import { BatchFileError } from "../batch-files/batch-file.ts";
import type { BlockReader } from "./block-reader.ts";
import { describesNextEntry, type TarAttributes, takeAttributes } from "./tar-attributes.ts";

/** A file in a tar archive. */
export interface TarEntry {
  /** Its path in the archive. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Set where the archive does not hold the file as it is: why. */
  readonly problem?: string;
  /** Where in the archive the first of its headers begins. */
  readonly headerByteOffset: number;
  /** Where in the archive its bytes begin. */
  readonly byteOffset: number;
  /** Its bytes, to be read before the next entry is asked for. What is not read is skipped. */
  readonly content: AsyncIterable<Buffer>;
}

const BLOCK_BYTES = 512;

/** With so many bytes of a file, {@link isTar} can tell. */
export const TAR_HEAD_BYTES = BLOCK_BYTES;

/** These have no content, whatever size their header tells. */
const WITHOUT_CONTENT = new Set([
  "Link",
  "SymbolicLink",
  "CharacterDevice",
  "BlockDevice",
  "Directory",
  "FIFO",
]);
/** These have content that is no file's. */
const NO_FILES = new Set(["GNUDumpDir", "TapeVolumeHeader", "SolarisACL", "Inode"]);

const SPARSE_PROBLEM = "it is a sparse file, of which the archive holds parts: pack it without --sparse";
const PROBLEMS: Readonly<Record<string, string>> = {
  SparseFile: SPARSE_PROBLEM,
  ContinuationFile: "it is the rest of a file that begins in another volume of the archive: pack one volume",
};

/**
 * Tells whether a file with this beginning is a tar archive: its first block is a header with the right checksum, or is all
 * zeros, as an archive without entries begins.
 */
export function isTar(head: Buffer): boolean {
  if (head.length < BLOCK_BYTES) return false;
  const header = decoded(head);
  return header !== undefined && (header.cksumValid || header.nullBlock);
}

/** What a block says as a header; undefined where a number in it is none. */
function decoded(block: Buffer): Header | undefined {
  try {
    return new Header(block);
  } catch {
    return undefined;
  }
}

/**
 * Gives the files of a tar archive in their order, with memory bounded by a chunk. Directories, links and devices are left
 * out: they hold nothing. Archives may follow one another.
 *
 * @throws BatchFileError from the iteration, and from an entry's content: `truncated` where the archive ends within an entry, or
 * without the block of zeros that ends an archive; `malformed` where no header stands in a header's place
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

/** The blocks in headers' places that are not all zeros, to the end of the last archive. */
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
      `at byte ${reader.byteOffset - BLOCK_BYTES} of the archive there is no header of a tar entry: what follows cannot be read`,
    ),
  );
}

/** A map that is too long for the header goes on in blocks behind it. */
async function skipSparseMap(reader: BlockReader, header: Buffer): Promise<void> {
  let goesOn = header[MAP_FOLLOWS_AT];
  while (goesOn !== 0 && goesOn !== undefined) goesOn = (await reader.take(BLOCK_BYTES))[MAP_GOES_ON_AT];
}

const MAP_FOLLOWS_AT = 482;
const MAP_GOES_ON_AT = 504;

type Extent = Pick<TarEntry, "name" | "byteOffset" | "sizeBytes">;

/** Gives the bytes of an entry from where the reader is in it. */
export async function* contentOf(
  reader: BlockReader,
  { name, byteOffset, sizeBytes }: Extent,
): AsyncGenerator<Buffer, void, undefined> {
  const endsAt = byteOffset + sizeBytes;
  yield* reader.upTo(endsAt - reader.byteOffset);
  if (reader.byteOffset < endsAt) throw truncated(reader, `within the entry ${JSON.stringify(name)}`);
}

/** Goes from within an entry to just behind it. */
export const skipEntry = (reader: BlockReader, { name, byteOffset, sizeBytes }: Extent): Promise<void> =>
  skipTo(reader, endOfBlock(byteOffset + sizeBytes), name);

async function skipTo(reader: BlockReader, byteOffset: number, name: string): Promise<void> {
  if (!(await reader.skipTo(byteOffset))) throw truncated(reader, `within the entry ${JSON.stringify(name)}`);
}

const endOfBlock = (byteOffset: number) => Math.ceil(byteOffset / BLOCK_BYTES) * BLOCK_BYTES;

const truncated = (reader: BlockReader, where: string) =>
  reader.fail(new BatchFileError("truncated", `the archive ends at byte ${reader.byteOffset}, ${where}`));
