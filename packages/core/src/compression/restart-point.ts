/**
 * A place in a stored object where decompression can begin anew: the start of a gzip member, a zstd frame or a bzip2
 * block; of an uncompressed file any byte. It is plain data, to be kept in an event.
 */
export interface RestartPoint {
  /** The byte of the stored object to read from. */
  readonly objectByteOffset: number;
  /** How many bits of that byte belong to what stands before: 0 to 7 for blocks of bzip2, else 0. */
  readonly objectBit: number;
  /** The uncompressed byte that comes first from here. */
  readonly byteOffset: number;
  /** Set for blocks of bzip2, which are read by what stands before them in their stream. */
  readonly block?: Bzip2BlockStart;
}

export interface Bzip2BlockStart {
  /** The stream's block size, in units of 100,000 bytes: 1 to 9. */
  readonly level: number;
  /** The checksum of the stream's blocks before this one, a signed 32-bit number: so that of the whole stream is checked after a restart too. */
  readonly streamChecksum: number;
}

/** The beginning of every object. */
export const OBJECT_START: RestartPoint = { objectByteOffset: 0, objectBit: 0, byteOffset: 0 };
