/** The bytes of a file as they are stored, which can be read from any of them on. */
export interface StoredBytes {
  /** Gives the bytes from this one on, to be iterated once. */
  open(fromByte?: number): Promise<AsyncIterable<Buffer>>;
}
