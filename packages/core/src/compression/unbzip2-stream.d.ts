/** Types for the internal parts of unbzip2-stream, which has no types for them. */

declare module "unbzip2-stream/lib/bit_iterator.js" {
  /** Reads `count` bits as a number, at most 32. `null` skips to the next whole byte. */
  export type BitReader = (count: number | null) => number;
}

declare module "unbzip2-stream/lib/bzip2.js" {
  import type { BitReader } from "unbzip2-stream/lib/bit_iterator.js";

  interface Bzip2 {
    /** Reads the beginning of a stream: its block size, in units of 100,000 bytes. Makes the tables that blocks are read with. */
    header(bits: BitReader): number;
    /**
     * Reads a block and passes each of its bytes to `output`. Returns the checksum of the stream up to here, or `null` if the
     * stream ends in place of a block.
     */
    decompress(
      bits: BitReader,
      output: (byte: number) => void,
      work: Int32Array,
      workLength: number,
      streamChecksum: number,
    ): number | null;
  }
  const bzip2: Bzip2;
  export default bzip2;
}
