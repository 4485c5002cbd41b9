import type { Transform } from "node:stream";
import type { CompressedInput } from "./compressed-input.ts";

/** One of the decompressing streams of node:zlib. `bytesWritten` is how much of its input it has used. */
export type ZlibStream = Transform & { readonly bytesWritten: number };

/** The compressed data is at fault. The cause is zlib's own error, where it was zlib that found it. */
export class ZlibDataError extends Error {
  override readonly name = "ZlibDataError";
}

/** How much of the compressed bytes is read at once. */
export const BLOCK_BYTES = 65_536;

/**
 * Passes the bytes of an input through a stream of node:zlib, up to where that finds its end, at the consumer's pace: of what a
 * block uncompresses to, however much that is, no more than zlib's own buffers are in memory.
 *
 * `pipeline` would drop what is buffered when zlib fails. Here all that zlib gave comes out before its error, and the
 * same comes out for the same bytes however they were chunked, because zlib always gets blocks of the same size, counted from
 * where it begins.
 *
 * @throws ZlibDataError, or the input's own error as it is
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

/** A zlib stream that is read while it is written to. */
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

  /** Gives what these bytes uncompress to; then, how many of them there were up to the end of the compressed data. */
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

  /** Gives what is left to come out when no more goes in. */
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
