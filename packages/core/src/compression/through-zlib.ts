import type { Transform } from "node:stream";
import type { CompressedInput } from "./compressed-input.ts";

/** A decompressing stream of node:zlib. `bytesWritten` is how many bytes of its input it has used. */
export type ZlibStream = Transform & { readonly bytesWritten: number };

/** Thrown for faulty compressed data. If zlib found the fault, the cause is zlib's error. */
export class ZlibDataError extends Error {
  override readonly name = "ZlibDataError";
}

/** The number of compressed bytes that are read at once. */
export const BLOCK_BYTES = 65_536;

/**
 * Passes the bytes of an input through a stream of node:zlib, until that stream finds its end. It runs at the consumer's pace.
 * Even if a block uncompresses to a lot, no more than zlib's own buffers are in memory.
 *
 * `pipeline` would drop buffered bytes when zlib fails. Here, all bytes that zlib returned come out before its error. The sizes
 * of the input's chunks do not change the result, because zlib always gets blocks of the same size, counted from its beginning.
 *
 * @throws ZlibDataError, or the input's own error unchanged
 */
export async function* throughZlib(
  zlib: ZlibStream,
  input: CompressedInput,
): AsyncGenerator<Buffer, void, undefined> {
  const stream = new OpenStream(zlib);
  try {
    while (await input.fill(BLOCK_BYTES)) {
      const block = input.bytes.subarray(0, BLOCK_BYTES);
      const usedBytes = yield* stream.write(block);
      input.use(usedBytes);
      if (usedBytes < block.length) return;
    }
    yield* stream.end();
  } finally {
    stream.close();
  }
}

/** A zlib stream whose output is read while its input is written. */
class OpenStream {
  readonly #zlib: ZlibStream;
  #error: Error | undefined;
  #wake = () => {};

  constructor(zlib: ZlibStream) {
    this.#zlib = zlib;
    zlib.on("readable", () => this.#wake());
    zlib.on("error", (error) => {
      this.#error = error;
      this.#wake();
    });
  }

  /** Yields what these bytes uncompress to. Returns how many of them zlib used, which are fewer if the compressed data ends in them. */
  async *write(bytes: Buffer): AsyncGenerator<Buffer, number, undefined> {
    const before = this.#zlib.bytesWritten;
    let done = false;
    this.#zlib.write(bytes, () => {
      done = true;
      this.#wake();
    });
    yield* this.#read(() => done);
    return this.#zlib.bytesWritten - before;
  }

  /** Ends the input, and yields the rest of the output. */
  async *end(): AsyncGenerator<Buffer, void, undefined> {
    let done = false;
    this.#zlib.once("end", () => {
      done = true;
      this.#wake();
    });
    this.#zlib.end();
    yield* this.#read(() => done);
  }

  close(): void {
    this.#zlib.destroy();
  }

  async *#read(isDone: () => boolean): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const chunk: Buffer | null = this.#zlib.read();
      if (chunk) {
        yield chunk;
        continue;
      }
      if (this.#error) throw new ZlibDataError(this.#error.message, { cause: this.#error });
      if (isDone()) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
