import { leftOutBefore } from "./left-out.ts";

const FIRST_CAPACITY_BYTES = 131_072;

/**
 * The part of a byte stream that is still needed, in one buffer. Bytes are added at its end and dropped at its start. Each
 * byte is copied a bounded number of times, even if the chunks are small and the window is large.
 */
export class ByteWindow implements AsyncDisposable {
  /** The bytes of the window. Valid until the next call of {@link grow}. */
  bytes: Buffer = Buffer.alloc(0);
  /** The offset of `bytes` in the stream. */
  byteOffset = 0;
  /** How many bytes of the file are missing in the stream, and at which offset of the stream they are missing. */
  leftOut = { at: 0, bytes: 0 };
  readonly #chunks: AsyncIterator<Buffer>;
  #store: Buffer = Buffer.allocUnsafe(FIRST_CAPACITY_BYTES);
  /** The offset of `bytes` in the store. */
  #start = 0;

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Adds the stream's next chunk. Returns false at the end of the stream. */
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

  /** Removes the first `count` bytes from the window. */
  drop(count: number): void {
    this.#start += count;
    this.byteOffset += count;
    this.bytes = this.bytes.subarray(count);
  }

  /** Returns the offset in the file for an offset in the stream. */
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
