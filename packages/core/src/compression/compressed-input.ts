/** A compressed byte stream. Its next bytes can be examined before they are used. */
export class CompressedInput implements AsyncDisposable {
  /** The bytes in memory that are not used yet. */
  bytes: Buffer = Buffer.alloc(0);
  /** The offset of `bytes` in the stored object. */
  objectByteOffset: number;
  readonly #chunks: AsyncIterator<Buffer>;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(stream: AsyncIterable<Buffer>, objectByteOffset: number) {
    this.#chunks = stream[Symbol.asyncIterator]();
    this.objectByteOffset = objectByteOffset;
  }

  /**
   * Waits until `count` bytes are in memory, or the stream ends. Returns whether there are any bytes.
   *
   * @throws the stream's own error, if it failed and no bytes are left
   */
  async fill(count: number): Promise<boolean> {
    if (this.bytes.length < count && !this.#ended) await this.#receive(count);
    if (this.bytes.length === 0) this.throwFailure();
    return this.bytes.length > 0;
  }

  /** True if the stream ended without an error, so that all its remaining bytes are in memory. */
  get isWhole(): boolean {
    return this.#ended && !this.#failure;
  }

  /** Throws the stream's own error, if it ended with one. */
  throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Removes the first `count` bytes, which are used. */
  use(count: number): void {
    this.bytes = this.bytes.subarray(count);
    this.objectByteOffset += count;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks.return?.();
  }

  async #receive(count: number): Promise<void> {
    const received = [this.bytes];
    let bytes = this.bytes.length;
    try {
      while (bytes < count && !this.#ended) {
        const next = await this.#chunks.next();
        this.#ended = next.done === true;
        if (next.done) continue;
        received.push(next.value);
        bytes += next.value.length;
      }
    } catch (error) {
      this.#ended = true;
      this.#failure = { error };
    }
    this.bytes = Buffer.concat(received);
  }
}
