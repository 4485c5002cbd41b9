/** The parts of unbzip2-stream that its stream is made of: they have no types of their own. */

declare module "unbzip2-stream/lib/bit_iterator.js" {
  /** Reads so many bits as a number, at most 32; `null` goes to the next whole byte. */
  export type BitReader = (count: number | null) => number;
}

declare module "unbzip2-stream/lib/bzip2.js" {
  import type { BitReader } from "unbzip2-stream/lib/bit_iterator.js";

  interface Bzip2 {
    /** Reads the beginning of a stream: its block size, in units of 100,000 bytes. Makes the tables that blocks are read with. */
    header(bits: BitReader): number;
    /**
     * Reads a block, gives each of its bytes to `output`, and gives the checksum of the stream up to here; or `null` where
     * the stream ends instead.
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
