import type { Position } from "@paperledger/events/run-event";
import type { FileCompression } from "../compression/decompress.ts";
import type { SourceRecord } from "../formats/format.ts";
import type { Skipping } from "./skipping.ts";

/** The progress of a reading that continues after a record, in uncompressed bytes of the file. */
export class ReadingProgress {
  readonly #position: Position;
  /** The offset at which the reading began. */
  #fromByteOffset = 0;
  /** The offset up to which the file has been read. */
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

  /** Yields the records after the position. */
  async *afterPosition(records: AsyncIterable<SourceRecord>): AsyncGenerator<SourceRecord, void, undefined> {
    for await (const record of records) {
      if (record.number <= this.#position.record_number) continue;
      this.#isSkipping = false;
      yield record;
    }
    this.#isSkipping = false;
  }

  /** Returns how far the reading has skipped the bytes before the position. Returns undefined after that. */
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
