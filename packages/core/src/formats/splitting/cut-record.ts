import type { RecordProblem, SourceRecord } from "../format.ts";

/**
 * The splitter's state after a record. Together with the following bytes and the beginning of the file, it decides how the
 * rest is cut: after two records of a file with equal states, equal bytes are cut into equal records.
 */
export type CutState = string;

interface Cut extends Pick<SourceRecord, "number" | "byteOffset" | "endByteOffset" | "text"> {
  readonly problem: RecordProblem | undefined;
  readonly json: unknown;
  readonly state: CutState | undefined;
  readonly leftOutBytes: number;
}

/** A record as our splitters return it. It has private fields that a copy of it, such as `{ ...record }`, does not have. */
export class CutRecord implements SourceRecord {
  declare readonly problem?: RecordProblem;
  declare readonly json?: unknown;
  readonly number: number;
  readonly byteOffset: number;
  readonly endByteOffset: number;
  readonly text: string;
  readonly #state: CutState | undefined;
  readonly #leftOutBytes: number;

  constructor({ number, byteOffset, endByteOffset, text, problem, json, state, leftOutBytes }: Cut) {
    this.number = number;
    this.byteOffset = byteOffset;
    this.endByteOffset = endByteOffset;
    this.text = text;
    if (problem) this.problem = problem;
    if (json !== undefined) this.json = json;
    this.#state = state;
    this.#leftOutBytes = leftOutBytes;
  }

  /**
   * Returns the splitter's state after a record. Returns undefined if the splitter does not know it, and for a record that was
   * made or copied by other code, because that code may keep a state of its own.
   */
  static stateAfter(record: SourceRecord): CutState | undefined {
    return #state in record ? record.#state : undefined;
  }

  /** Returns the number of bytes that the stream left out of the file before the end of this record. */
  static leftOutBytesBefore(record: SourceRecord): number {
    return #leftOutBytes in record ? record.#leftOutBytes : 0;
  }
}
