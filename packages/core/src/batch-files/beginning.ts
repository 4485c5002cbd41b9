import { createHash } from "node:crypto";
import type { Format, SourceRecord } from "../formats/format.ts";
import { CutRecord, type CutState } from "../formats/splitting/cut-record.ts";

/**
 * The beginning of a file up to the end of this record: the first whole one that ends behind the bytes that tell the format.
 * To go on after a later record that left cutting in the same state, a splitter is given the beginning and then the bytes
 * behind that record. It finds the format's bytes unchanged, and cuts what follows as it would have cut it in the whole file.
 */
export interface Beginning {
  readonly record: SourceRecord;
  readonly state: CutState;
}

/** A splitter needs this much of a file's beginning to know how the file is laid out. */
const HEAD_BYTES = 65_536;

/** A file whose beginning is longer is always read from its start. */
const MAX_BEGINNING_BYTES = 8_388_608;

/** Finds where a file's beginning ends. */
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

  /** Whether it is found, or cannot be found any more. */
  get isOver(): boolean {
    return this.#isOver || this.#found !== undefined;
  }
}

/** Returns a short text that another beginning, format, revision of its reader, or state of cutting does not have. */
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
