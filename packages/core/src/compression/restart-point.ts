/**
 * A place in a stored object at which decompression can begin: the start of a gzip member, a zstd frame or a bzip2 block, or any
 * byte of an uncompressed file. It is plain data, so that an event can store it.
 */
export interface RestartPoint {
  /** The offset in the stored object at which to begin. */
  readonly objectByteOffset: number;
  /** How many bits of that byte belong to the block before: 0 to 7 for bzip2, 0 otherwise. */
  readonly objectBit: number;
  /** The offset of the same place in the uncompressed file. */
  readonly byteOffset: number;
  /** Set for bzip2: the values from earlier in the stream that are needed to read the block. */
  readonly block?: Bzip2BlockStart;
}

export interface Bzip2BlockStart {
  /** The stream's block size, in units of 100,000 bytes: 1 to 9. */
  readonly level: number;
  /** The checksum of the stream's earlier blocks, a signed 32-bit number. With it, the checksum of the whole stream is verified after a restart too. */
  readonly streamChecksum: number;
}

/** The beginning of every object. */
export const OBJECT_START: RestartPoint = { objectByteOffset: 0, objectBit: 0, byteOffset: 0 };
