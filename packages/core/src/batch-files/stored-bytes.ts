/** The bytes of a file as they are stored. They can be read from any offset on. */
export interface StoredBytes {
  /** Returns the bytes from this offset on. They can be iterated once. */
  open(fromByte?: number): Promise<AsyncIterable<Buffer>>;
}
