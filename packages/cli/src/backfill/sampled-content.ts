import type { Readable } from "node:stream";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import { type DecompressOptions, decompress } from "@paperledger/core/compression/decompress";

/** A position in a file, in stored bytes and in uncompressed bytes. */
interface Place {
  readonly stored: number;
  readonly uncompressed: number;
}

/**
 * Reads the content of a batch file step by step, and measures how many stored bytes a part of it takes. Ending the iteration does
 * not close the file, so a second iteration goes on from there.
 */
export class SampledContent implements AsyncIterable<Buffer>, AsyncDisposable {
  readonly #source: Readable;
  #chunks: AsyncIterator<Buffer> | undefined;
  #at: Place = { stored: 0, uncompressed: 0 };
  /** The first and the last position at which more of the source was read after output had begun. */
  #refills: { readonly first: Place; readonly last: Place } | undefined;
  #ended = false;

  /** @param source a stream that nothing has read from yet */
  constructor(source: Readable) {
    this.#source = source;
    source.on("data", (chunk: Buffer) => this.#reads(chunk.length));
    source.pause();
  }

  /** @throws BatchFileError as `decompress` does */
  async open(options: DecompressOptions): Promise<void> {
    const { content } = await decompress(this.#source, options);
    this.#chunks = content[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return { next: () => this.#next() };
  }

  /** The number of uncompressed bytes so far. */
  get uncompressedBytes(): number {
    return this.#at.uncompressed;
  }

  /** Uncompresses further, until this many bytes of the source are read, or the source ends or cannot be read further. */
  async drain(storedBytes: number): Promise<void> {
    try {
      while (this.#at.stored < storedBytes && !this.#ended) await this.#next();
    } catch (error) {
      if (!(error instanceof BatchFileError)) throw error;
    }
  }

  /** Returns how many stored bytes this many uncompressed bytes take, measured on the part that was read. */
  storedBytesOf(uncompressedBytes: number): number {
    const { stored, uncompressed } = this.#measured();
    return uncompressed === 0 ? 0 : (uncompressedBytes * stored) / uncompressed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks?.return?.();
    this.#source.destroy();
  }

  /**
   * At the end of the file, everything that was read has been uncompressed. Before the end, the decompressor has read ahead, bzip2
   * by megabytes, but always by the same amount. So the bytes read between two refills equal the bytes uncompressed between them.
   */
  #measured(): Place {
    if (this.#ended || !this.#refills) return this.#at;
    const { first, last } = this.#refills;
    const between = {
      stored: last.stored - first.stored,
      uncompressed: last.uncompressed - first.uncompressed,
    };
    return between.uncompressed > 0 ? between : this.#at;
  }

  #reads(bytes: number): void {
    if (this.#at.uncompressed > 0)
      this.#refills = { first: this.#refills?.first ?? this.#at, last: this.#at };
    this.#at = { ...this.#at, stored: this.#at.stored + bytes };
  }

  async #next(): Promise<IteratorResult<Buffer>> {
    const next = (await this.#chunks?.next()) ?? { done: true, value: undefined };
    if (next.done) this.#ended = true;
    else this.#at = { ...this.#at, uncompressed: this.#at.uncompressed + next.value.length };
    return next;
  }
}
