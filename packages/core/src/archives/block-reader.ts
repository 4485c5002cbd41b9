/** Reads a byte stream piece by piece, only as far as it is asked to, and tracks how far it has read. */
export class BlockReader implements AsyncDisposable {
  /** The offset up to which the stream has been read. */
  byteOffset: number;
  /** The error with which the stream ended, or the error passed to {@link fail}. */
  failure: unknown;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  /** @param byteOffset the offset of the stream's first byte */
  constructor(stream: AsyncIterable<Buffer>, byteOffset = 0) {
    this.#chunks = stream[Symbol.asyncIterator]();
    this.byteOffset = byteOffset;
  }

  /** Yields `count` bytes in chunks. Yields fewer only if the stream ends earlier. */
  async *upTo(count: number): AsyncGenerator<Buffer, void, undefined> {
    const end = this.byteOffset + count;
    while (this.byteOffset < end) {
      const bytes = await this.#next(end - this.byteOffset);
      if (!bytes) return;
      yield bytes;
    }
  }

  /** Returns `count` bytes in one buffer. Returns fewer only if the stream ends earlier. */
  async take(count: number): Promise<Buffer> {
    return Buffer.concat(await Array.fromAsync(this.upTo(count)));
  }

  /** Skips to this offset. Returns false if the stream ends earlier. */
  async skipTo(byteOffset: number): Promise<boolean> {
    for await (const _ of this.upTo(byteOffset - this.byteOffset));
    return this.byteOffset >= byteOffset;
  }

  /** Makes this error the stream's own, so that further reading throws it. Returns the error. */
  fail<Failure>(error: Failure): Failure {
    this.failure = error;
    return error;
  }

  async #next(maxBytes: number): Promise<Buffer | undefined> {
    if (this.failure) throw this.failure;
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next().catch((error: unknown) => {
        throw this.fail(error);
      });
      if (next.done) return undefined;
      this.#rest = next.value;
    }
    const bytes = this.#rest.subarray(0, maxBytes);
    this.#rest = this.#rest.subarray(bytes.length);
    this.byteOffset += bytes.length;
    return bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks.return?.();
  }
}
