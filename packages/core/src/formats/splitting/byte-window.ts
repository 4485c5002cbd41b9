import { leftOutBefore } from "./left-out.ts";

const FIRST_CAPACITY_BYTES = 131_072;

/**
 * The part of a byte stream that is still needed, in one piece: it grows at its end and is dropped at its start.
 * Each byte is copied a bounded number of times, however small the chunks and however large the window.
 */
export class ByteWindow implements AsyncDisposable {
  /** What is in the window. Valid until the next call of {@link grow}. */
  bytes: Buffer = Buffer.alloc(0);
  /** Where `bytes` begins in the stream. */
  byteOffset = 0;
  /** How many bytes of the file are left out of the stream, and where in the stream. */
  leftOut = { at: 0, bytes: 0 };
  readonly #chunks: AsyncIterator<Buffer>;
  #store: Buffer = Buffer.allocUnsafe(FIRST_CAPACITY_BYTES);
  /** Where `bytes` begins in the store. */
  #start = 0;

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Adds the stream's next chunk; gives false where there is none. */
  async grow(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    const leftOutBytes = leftOutBefore(next.value);
    if (leftOutBytes > 0) this.leftOut = { at: this.byteOffset + this.bytes.length, bytes: leftOutBytes };
    this.#makeRoomFor(next.value.length);
    const end = this.#start + this.bytes.length;
    next.value.copy(this.#store, end);
    this.bytes = this.#store.subarray(this.#start, end + next.value.length);
    return true;
  }

  /** Takes the first `count` bytes out of the window. */
  drop(count: number): void {
    this.#start += count;
    this.byteOffset += count;
    this.bytes = this.bytes.subarray(count);
  }

  /** Returns where a place in the stream is in the file. */
  inFile(streamOffset: number): number {
    const { at, bytes } = this.leftOut;
    return streamOffset < at ? streamOffset : streamOffset + bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks.return?.();
  }

  #makeRoomFor(count: number): void {
    const kept = this.bytes.length;
    if (this.#start + kept + count <= this.#store.length) return;
    const isWorthMoving = kept + count <= this.#store.length && kept <= this.#start;
    const store = isWorthMoving ? this.#store : Buffer.allocUnsafe(2 * (kept + count));
    this.bytes.copy(store, 0);
    this.#store = store;
    this.#start = 0;
  }
}
