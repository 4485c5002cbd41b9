import type { Readable } from "node:stream";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import { type DecompressOptions, decompress } from "@paperledger/core/compression/decompress";

/** How far into a file: in bytes as they are stored, and as they are uncompressed. */
interface Place {
  readonly stored: number;
  readonly uncompressed: number;
}

/**
 * What a batch file holds, as far as it is read, and how many stored bytes a part of it takes. To end its iteration early does
 * not close it: it can be gone on with.
 */
export class SampledContent implements AsyncIterable<Buffer>, AsyncDisposable {
  readonly #source: Readable;
  #chunks: AsyncIterator<Buffer> | undefined;
  #at: Place = { stored: 0, uncompressed: 0 };
  /** Where it was when more of the source was read: the first time that something had come out, and the last. */
  #refills: { readonly first: Place; readonly last: Place } | undefined;
  #ended = false;

  /** @param source of which nothing is read yet */
  constructor(source: Readable) {
    this.#source = source;
    source.on("data", (chunk: Buffer) => this.#reads(chunk.length));
    source.pause();
  }

  /** @throws BatchFileError what `decompress` throws */
  async open(options: DecompressOptions): Promise<void> {
    const { content } = await decompress(this.#source, options);
    this.#chunks = content[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return { next: () => this.#next() };
  }

  /** How much has come out so far. */
  get uncompressedBytes(): number {
    return this.#at.uncompressed;
  }

  /** Uncompresses on, until so much of the source is read, or it ends or cannot be read further. */
  async drain(storedBytes: number): Promise<void> {
    try {
      while (this.#at.stored < storedBytes && !this.#ended) await this.#next();
    } catch (error) {
      if (!(error instanceof BatchFileError)) throw error;
    }
  }

  /** How many stored bytes so many uncompressed ones take, as far as what was read of them tells. */
  storedBytesOf(uncompressedBytes: number): number {
    const { stored, uncompressed } = this.#measured();
    return uncompressed === 0 ? 0 : (uncompressedBytes * stored) / uncompressed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks?.return?.();
    this.#source.destroy();
  }

  /**
   * At the end, all that was read has come out. Before it, a compression has read ahead, bzip2 by megabytes, but always as
   * far: so what was read between two refills has come out between them.
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
