import decoder from "unbzip2-stream/lib/bzip2.js";
import { BatchFileError } from "../batch-files/batch-file.ts";
import { Bits, EndOfInputError } from "./bits.ts";
import { CompressedInput } from "./compressed-input.ts";
import type { Compression, UncompressOptions } from "./compression.ts";
import { type Bzip2BlockStart, OBJECT_START } from "./restart-point.ts";

const HEADER = /^BZh([1-9])$/;
const HEADER_BYTES = 4;
/** After the header of a stream comes the mark of a block, or the mark of the end. */
const BLOCK_MARK = "314159265359";
const END_MARK = "177245385090";
const MARK_BYTES = 6;
/** A stream without blocks has only the mark of the end and a checksum. */
const EMPTY_STREAM = `${END_MARK}00000000`;

/** Thrown for bytes that are not bzip2. */
class Bzip2DataError extends Error {
  override readonly name = "Bzip2DataError";
}

/**
 * bzip2, with one stream or several one after another, as pbzip2 writes them. It is read block by block. The content of a block
 * is returned after its checksum was verified. A reading can begin at any block if it is given the stream's checksum up to that
 * block. So the checksum of the whole stream is verified too.
 *
 * Only the decoder of unbzip2-stream is used. Its stream would keep the content of all blocks of one write in memory.
 *
 * @see https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf
 */
export const bzip2: Compression = {
  name: "bzip2",
  recognises: (head) =>
    levelOf(head) !== undefined &&
    [BLOCK_MARK, END_MARK].includes(head.toString("hex", HEADER_BYTES, HEADER_BYTES + MARK_BYTES)),
  async *uncompress(compressed, options = {}) {
    let givenBytes = options.from?.byteOffset ?? 0;
    try {
      for await (const chunk of blocksOf(compressed, options)) {
        givenBytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw asBatchFileError(error, givenBytes);
    }
  },
};

// Makes the decoder's tables, which are the same for every stream.
decoder.header(new Bits(Buffer.from("BZh1"), 0).read);

async function* blocksOf(
  compressed: AsyncIterable<Buffer>,
  { from = OBJECT_START, onRestartPoint }: UncompressOptions,
): AsyncGenerator<Buffer, void, undefined> {
  await using input = new CompressedInput(compressed, from.objectByteOffset);
  let work = new Int32Array(0);
  let { objectBit, byteOffset } = from;
  let block = from.block;
  while (await input.fill(HEADER_BYTES + EMPTY_STREAM.length / 2)) {
    block ??= beginStream(input);
    if (!block) continue;
    const { level, streamChecksum } = block;
    if (work.length < level * 100_000) work = new Int32Array(level * 100_000);
    onRestartPoint?.({ objectByteOffset: input.objectByteOffset, objectBit, byteOffset, block });

    await input.fill(maxBlockBytes(level));
    const bits = new Bits(input.bytes, objectBit);
    const content = new BlockContent();
    const checksum = decode(input, () =>
      decoder.decompress(bits.read, content.add, work, level * 100_000, streamChecksum),
    );
    input.use(bits.wholeBytes);
    objectBit = bits.bitsOfNext;
    block = checksum === null ? undefined : { level, streamChecksum: checksum };
    byteOffset += content.lengthBytes;
    yield* content.chunks();
  }
  if (block) throw new EndOfInputError("there is no end of the stream");
}

/** Reads the header of a stream. Skips the stream and returns undefined if it is empty. */
function beginStream(input: CompressedInput): Bzip2BlockStart | undefined {
  const level = levelOf(input.bytes);
  if (level === undefined && input.bytes.length < HEADER_BYTES) throw cutOff(input);
  if (level === undefined) throw new Bzip2DataError("no bzip2");
  input.use(HEADER_BYTES);
  const emptyBytes = EMPTY_STREAM.length / 2;
  if (input.bytes.toString("hex", 0, emptyBytes) !== EMPTY_STREAM) return { level, streamChecksum: 0 };
  input.use(emptyBytes);
  return undefined;
}

function levelOf(bytes: Buffer): number | undefined {
  const [, level] = HEADER.exec(bytes.toString("latin1", 0, HEADER_BYTES)) ?? [];
  return level === undefined ? undefined : Number(level);
}

function decode<Result>(input: CompressedInput, decoding: () => Result): Result {
  try {
    return decoding();
  } catch (error) {
    if (error instanceof EndOfInputError) throw cutOff(input);
    throw new Bzip2DataError("no bzip2", { cause: error });
  }
}

/** Throws the input's own error if it ended with one. Otherwise returns the error of an input that ends too early. */
function cutOff(input: CompressedInput): Error {
  input.throwFailure();
  return new EndOfInputError("there are no more bytes");
}

/** The largest size of a compressed block: a code of 20 bits for each of its bytes, after tables of less than 32 KiB. */
const maxBlockBytes = (level: number) => level * 250_000 + 32_768;

const CHUNK_BYTES = 65_536;
/** The first chunk is small, because a block can be small. */
const FIRST_CHUNK_BYTES = 4_096;
const NO_BYTES = Buffer.alloc(0);

/** Collects the uncompressed content of a block, byte by byte. It is at most 46 MB. */
class BlockContent {
  readonly #full: Buffer[] = [];
  #fullBytes = 0;
  #chunk = NO_BYTES;
  #length = 0;

  readonly add = (byte: number): void => {
    if (this.#length === this.#chunk.length) this.#beginChunk();
    this.#chunk[this.#length++] = byte;
  };

  get lengthBytes(): number {
    return this.#fullBytes + this.#length;
  }

  #beginChunk(): void {
    if (this.#length > 0) this.#full.push(this.#chunk);
    this.#fullBytes += this.#length;
    this.#chunk = Buffer.allocUnsafe(this.#fullBytes === 0 ? FIRST_CHUNK_BYTES : CHUNK_BYTES);
    this.#length = 0;
  }

  chunks(): readonly Buffer[] {
    return this.#length === 0 ? this.#full : [...this.#full, this.#chunk.subarray(0, this.#length)];
  }
}

function asBatchFileError(error: unknown, givenBytes: number): unknown {
  if (error instanceof EndOfInputError)
    return new BatchFileError(
      "truncated",
      `the bzip2 data ends unexpectedly, after ${givenBytes} uncompressed bytes: upload the whole file again`,
      { cause: error },
    );
  if (error instanceof Bzip2DataError)
    return new BatchFileError(
      "corrupt-compression",
      `the bzip2 data is corrupt, after ${givenBytes} good uncompressed bytes: compress and upload the file again`,
      { cause: error.cause },
    );
  return error;
}
