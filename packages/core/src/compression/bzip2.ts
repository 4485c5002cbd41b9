import decoder from "unbzip2-stream/lib/bzip2.js";
import { BatchFileError } from "../batch-files/batch-file.ts";
import { Bzip2DataError, Bzip2Input, EndOfInputError } from "./bzip2-input.ts";
import type { Compression } from "./compression.ts";

const MAGIC = Buffer.from("BZh");
const HEADER_BYTES = 4;
/** What is behind the header of a stream: the mark of a block, or of the end. */
const MARKS: readonly string[] = ["314159265359", "177245385090"];
const MARK_BYTES = 6;

/**
 * bzip2, of one stream or of several one after another, as pbzip2 writes them. It is read block by block: what a block
 * holds is given once its checksum is found right.
 *
 * The decoder of unbzip2-stream is used without its stream, which would hold all that is in the blocks of one write.
 *
 * @see https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf
 */
export const bzip2: Compression = {
  name: "bzip2",
  recognises: (head) =>
    head.subarray(0, MAGIC.length).equals(MAGIC) &&
    MARKS.includes(head.toString("hex", HEADER_BYTES, HEADER_BYTES + MARK_BYTES)),
  async *uncompress(compressed) {
    let givenBytes = 0;
    try {
      for await (const chunk of blocksOf(compressed)) {
        givenBytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw asBatchFileError(error, givenBytes);
    }
  },
};

async function* blocksOf(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  await using input = new Bzip2Input(compressed);
  let work = new Int32Array(0);
  while (await input.has(HEADER_BYTES)) {
    const level = input.read((bits) => decoder.header(bits));
    if (work.length < level * 100_000) work = new Int32Array(level * 100_000);
    let streamChecksum = 0;
    for (;;) {
      await input.has(maxBlockBytes(level));
      const block = new Block();
      const checksum = input.read((bits) =>
        decoder.decompress(bits, block.add, work, level * 100_000, streamChecksum),
      );
      if (checksum === null) break;
      streamChecksum = checksum;
      yield* block.chunks();
    }
  }
}

/** A code of 20 bits for each of a block's bytes, behind tables of less than 32 KiB. */
const maxBlockBytes = (level: number) => level * 250_000 + 32_768;

const CHUNK_BYTES = 65_536;

/** What a block holds, byte by byte: 46 MB at most. */
class Block {
  readonly #full: Buffer[] = [];
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #length = 0;

  readonly add = (byte: number): void => {
    if (this.#length === CHUNK_BYTES) {
      this.#full.push(this.#chunk);
      this.#chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      this.#length = 0;
    }
    this.#chunk[this.#length++] = byte;
  };

  chunks(): readonly Buffer[] {
    return [...this.#full, this.#chunk.subarray(0, this.#length)];
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
