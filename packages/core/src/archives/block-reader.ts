/** Reads a byte stream piece by piece, as far as it is asked to, and knows how far that is. */
export class BlockReader implements AsyncDisposable {
  /** How far the stream has been read. */
  byteOffset: number;
  /** The error that the stream ended with, or that {@link fail} was given. */
  failure: unknown;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  /** @param byteOffset what its first byte is counted as */
  constructor(stream: AsyncIterable<Buffer>, byteOffset = 0) {
    this.#chunks = stream[Symbol.asyncIterator]();
    this.byteOffset = byteOffset;
  }

  /** Gives so many bytes in chunks; fewer only where the stream ends before. */
  async *upTo(count: number): AsyncGenerator<Buffer, void, undefined> {
    const end = this.byteOffset + count;
    while (this.byteOffset < end) {
      const bytes = await this.#next(end - this.byteOffset);
      if (!bytes) return;
      yield bytes;
    }
  }

  /** Returns so many bytes in one piece; fewer only where the stream ends before. */
  async take(count: number): Promise<Buffer> {
    return Buffer.concat(await Array.fromAsync(this.upTo(count)));
  }

  /** Goes to this place. Returns false where the stream ends before. */
  async skipTo(byteOffset: number): Promise<boolean> {
    for await (const _ of this.upTo(byteOffset - this.byteOffset));
    return this.byteOffset >= byteOffset;
  }

  /** Returns the error, which from then on is the stream's own. */
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
