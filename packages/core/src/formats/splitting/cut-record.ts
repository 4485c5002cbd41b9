import type { RecordProblem, SourceRecord } from "../format.ts";

/**
 * All that cutting goes by after a record, beside the bytes that follow it and how the file begins. After two records of a file
 * with the same state, the same bytes are cut alike.
 */
export type CutState = string;

interface Cut extends Pick<SourceRecord, "number" | "byteOffset" | "endByteOffset" | "text"> {
  readonly problem: RecordProblem | undefined;
  readonly json: unknown;
  readonly state: CutState | undefined;
  readonly leftOutBytes: number;
}

/** A record as our splitters cut it. It knows more than its fields tell, and a copy of it does not. */
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
   * Returns the state after a record. It is undefined where the splitter cannot tell, and for a record that no splitter of ours
   * gave as it is: whoever made it may go by more.
   */
  static stateAfter(record: SourceRecord): CutState | undefined {
    return #state in record ? record.#state : undefined;
  }

  /** Returns how many bytes the splitter knew to be left out of the file before the end of this record. */
  static leftOutBytesBefore(record: SourceRecord): number {
    return #leftOutBytes in record ? record.#leftOutBytes : 0;
  }
}
