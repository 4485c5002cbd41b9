import { createHash } from "node:crypto";
import type { Format, SourceRecord } from "../formats/format.ts";
import { CutRecord, type CutState } from "../formats/splitting/cut-record.ts";

/**
 * The beginning of a file. It ends with the first whole record after the bytes that the splitter needs to know the file's
 * layout.
 *
 * To continue after a later record, a splitter reads the beginning and then the bytes after that record. It cuts these bytes as
 * it would in the whole file, if the state of cutting was the same after both records.
 */
export interface Beginning {
  readonly record: SourceRecord;
  readonly state: CutState;
}

/** A splitter needs this much of a file's beginning to know how the file is laid out. */
const HEAD_BYTES = 65_536;

/** If the beginning would be longer, the file has none and is always read from its start. */
const MAX_BEGINNING_BYTES = 8_388_608;

/** Finds the end of a file's beginning. */
export class BeginningFinder {
  #found: Beginning | undefined;
  #isOver = false;

  /** Takes the next record of the file. Returns the beginning, if it ends with this record or one before it. */
  pass(record: SourceRecord): Beginning | undefined {
    if (this.isOver || record.endByteOffset < HEAD_BYTES) return this.#found;
    this.#isOver = record.endByteOffset > MAX_BEGINNING_BYTES;
    const state = CutRecord.stateAfter(record);
    const isWhole = !record.problem && record.endByteOffset > record.byteOffset;
    if (!this.#isOver && isWhole && state !== undefined) this.#found = { record, state };
    return this.#found;
  }

  /** True if the end is found, or cannot be found any more. */
  get isOver(): boolean {
    return this.#isOver || this.#found !== undefined;
  }
}

/** Returns a short hash of the beginning, its format, the revision of the format's reader, and the state of cutting. */
export const fingerprintOf = (
  { record, state }: Beginning,
  { name, readerRevision }: Pick<Format, "name" | "readerRevision">,
): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        name,
        readerRevision,
        record.number,
        record.byteOffset,
        record.endByteOffset,
        record.text,
        state,
      ]),
    )
    .digest("hex")
    .slice(0, 16);
