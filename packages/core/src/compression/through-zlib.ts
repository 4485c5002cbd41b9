import type { Transform } from "node:stream";

/** One of the decompressing streams of node:zlib. `bytesWritten` is how much of its input it has used. */
export type ZlibStream = Transform & { readonly bytesWritten: number };

export interface ZlibData {
  create(): ZlibStream;
  /**
   * What may stand behind the point where a stream of node:zlib stops: `frames` that the next stream reads, `padding` of
   * zero bytes, or `nothing`.
   */
  readonly afterEnd: "frames" | "padding" | "nothing";
}

/** What was given to zlib is at fault. The cause is zlib's own error, or that something stands behind the end. */
export class ZlibDataError extends Error {
  override readonly name = "ZlibDataError";
}

/** What is read at once of the compressed bytes. */
const BLOCK_BYTES = 65_536;

/**
 * Passes a byte stream through node:zlib, at the consumer's pace: of what a block uncompresses to, however much that is,
 * no more than zlib's own buffers are in memory.
 *
 * `pipeline` would drop what is buffered when zlib fails. Here all that zlib gave comes out before its error, and the
 * same comes out for the same bytes however they were chunked, because zlib always gets blocks of the same size.
 *
 * @throws ZlibDataError, or the input's own error as it is
 */
export async function* throughZlib(
  { create, afterEnd }: ZlibData,
  input: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  let stream = new OpenStream(create());
  let stopped = false;
  try {
    for await (const block of blocksOf(input)) {
      let rest = block;
      while (!stopped && rest.length > 0) {
        const usedBytes = yield* stream.write(rest);
        rest = rest.subarray(usedBytes);
        if (rest.length === 0) break;
        if (afterEnd === "frames" && usedBytes > 0) {
          stream.close();
          stream = new OpenStream(create());
        } else stopped = true;
      }
      if (rest.length > 0 && (afterEnd !== "padding" || rest.some((byte) => byte !== 0)))
        throw new ZlibDataError("other data follows its end");
    }
    if (!stopped) yield* stream.end();
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

/** The same bytes in blocks of {@link BLOCK_BYTES}; the last one is shorter, and so is one that an error cuts off. */
async function* blocksOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  try {
    for await (const chunk of chunks) {
      pending.push(chunk);
      pendingBytes += chunk.length;
      if (pendingBytes < BLOCK_BYTES) continue;
      const bytes = Buffer.concat(pending);
      const rest = bytes.length % BLOCK_BYTES;
      pending = [bytes.subarray(bytes.length - rest)];
      pendingBytes = rest;
      for (let at = 0; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES)
        yield bytes.subarray(at, at + BLOCK_BYTES);
    }
  } catch (error) {
    if (pendingBytes > 0) yield Buffer.concat(pending);
    throw error;
  }
  if (pendingBytes > 0) yield Buffer.concat(pending);
}
