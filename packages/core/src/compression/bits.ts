import type { BitReader } from "unbzip2-stream/lib/bit_iterator.js";

/** Thrown if the bytes end too early. */
export class EndOfInputError extends Error {
  override readonly name = "EndOfInputError";
}

/** Reads the bits of bytes in memory. Unlike the reader of unbzip2-stream, it tells how far it has read. */
export class Bits {
  readonly #bytes: Buffer;
  /** The current place, in bits. */
  #at: number;

  constructor(bytes: Buffer, firstBit: number) {
    this.#bytes = bytes;
    this.#at = firstBit;
  }

  /** The number of bytes that are read completely. */
  get wholeBytes(): number {
    return this.#at >>> 3;
  }

  /** The number of bits of the next byte that are already read. */
  get bitsOfNext(): number {
    return this.#at & 7;
  }

  /**
   * Reads up to 32 bits as a signed number. `null` skips to the next whole byte.
   *
   * @throws EndOfInputError
   */
  readonly read: BitReader = (count) => {
    if (count === null) {
      this.#at = (this.#at + 7) & ~7;
      return 0;
    }
    const bytes = this.#bytes;
    let at = this.#at;
    let left = count;
    let result = 0;
    while (left > 0) {
      const byte = bytes[at >>> 3];
      if (byte === undefined) throw new EndOfInputError("there are no more bytes");
      const unread = 8 - (at & 7);
      const taken = unread < left ? unread : left;
      result = (result << taken) | ((byte >>> (unread - taken)) & ((1 << taken) - 1));
      at += taken;
      left -= taken;
    }
    this.#at = at;
    return result;
  };
}
