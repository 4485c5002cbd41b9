import bitReader, { type BitReader } from "unbzip2-stream/lib/bit_iterator.js";

/** The bytes end before what is read of them does. */
export class EndOfInputError extends Error {
  override readonly name = "EndOfInputError";
}

/** The bytes are no bzip2. */
export class Bzip2DataError extends Error {
  override readonly name = "Bzip2DataError";
}

/** A byte stream for the synchronous decoder of bzip2: what it is to read must be there before it begins. */
export class Bzip2Input implements AsyncDisposable {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #unread: Buffer[] = [];
  #receivedBytes = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #bits: BitReader | undefined;

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /**
   * Waits until so many bytes are there, or all that come. Gives whether there is any.
   *
   * @throws the stream's own error, where it failed and nothing is left to read
   */
  async has(count: number): Promise<boolean> {
    while (!this.#ended && this.#leftBytes < count) await this.#receive();
    if (this.#leftBytes === 0 && this.#failure) throw this.#failure.error;
    return this.#leftBytes > 0;
  }

  /**
   * What `decode` makes of the bytes that are there.
   *
   * @throws Bzip2DataError, EndOfInputError, or the stream's own error where that cut the bytes off
   */
  read<Result>(decode: (bits: BitReader) => Result): Result {
    try {
      this.#bits ??= bitReader(() => this.#next());
      return decode(this.#bits);
    } catch (error) {
      if (!(error instanceof EndOfInputError)) throw new Bzip2DataError("no bzip2", { cause: error });
      throw this.#failure ? this.#failure.error : error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks.return?.();
  }

  get #leftBytes(): number {
    return this.#receivedBytes - (this.#bits?.bytesRead ?? 0);
  }

  async #receive(): Promise<void> {
    try {
      const next = await this.#chunks.next();
      this.#ended = next.done === true;
      if (next.done || next.value.length === 0) return;
      this.#unread.push(next.value);
      this.#receivedBytes += next.value.length;
    } catch (error) {
      this.#ended = true;
      this.#failure = { error };
    }
  }

  #next(): Buffer {
    const next = this.#unread.shift();
    if (!next) throw new EndOfInputError("there are no more bytes");
    return next;
  }
}
