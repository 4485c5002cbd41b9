/** A compressed byte stream, of which the next bytes can be looked at before they are used. */
export class CompressedInput implements AsyncDisposable {
  /** The bytes that are in memory and not used yet. */
  bytes: Buffer = Buffer.alloc(0);
  /** Where `bytes` begins in the stored object. */
  objectByteOffset: number;
  readonly #chunks: AsyncIterator<Buffer>;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(stream: AsyncIterable<Buffer>, objectByteOffset: number) {
    this.#chunks = stream[Symbol.asyncIterator]();
    this.objectByteOffset = objectByteOffset;
  }

  /**
   * Waits until so many bytes are in memory, or all that come. Returns whether there is any.
   *
   * @throws the stream's own error, where it failed and nothing is left to use
   */
  async fill(count: number): Promise<boolean> {
    if (this.bytes.length < count && !this.#ended) await this.#receive(count);
    if (this.bytes.length === 0) this.throwFailure();
    return this.bytes.length > 0;
  }

  /** Whether all that the stream had is in memory, and it ended well. */
  get isWhole(): boolean {
    return this.#ended && !this.#failure;
  }

  /** Throws the stream's own error, if it ended with one. */
  throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Takes the first `count` bytes as used. */
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
