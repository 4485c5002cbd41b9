import type { Position } from "@paperledger/events/run-event";
import type { FileCompression } from "../compression/decompress.ts";
import type { SourceRecord } from "../formats/format.ts";
import type { Skipping } from "./skipping.ts";

/** How far a reading of a file is that goes on after a record. In uncompressed bytes of the file. */
export class ReadingProgress {
  readonly #position: Position;
  /** Where the reading began. */
  #fromByteOffset = 0;
  /** How much of the file has been read. */
  atByteOffset = 0;
  #isSkipping: boolean;

  constructor(position: Position) {
    this.#position = position;
    this.#isSkipping = position.record_number > 0;
  }

  beginAt(byteOffset: number): void {
    this.#fromByteOffset = byteOffset;
    this.atByteOffset = byteOffset;
  }

  /** Gives those of the records that stand after the position. */
  async *afterPosition(records: AsyncIterable<SourceRecord>): AsyncGenerator<SourceRecord, void, undefined> {
    for await (const record of records) {
      if (record.number <= this.#position.record_number) continue;
      this.#isSkipping = false;
      yield record;
    }
    this.#isSkipping = false;
  }

  /** Returns how far it is with what comes before the position; undefined once it is past that. */
  skipping(
    compression: FileCompression,
    more: Pick<Skipping, "hasRestartPoints" | "isArchive">,
  ): Skipping | undefined {
    return this.#isSkipping
      ? {
          compression,
          fromByteOffset: this.#fromByteOffset,
          atByteOffset: this.atByteOffset,
          toByteOffset: this.#position.byte_offset,
          ...more,
        }
      : undefined;
  }
}
