import type { RecordProblem } from "../formats/format.ts";
import type { PaperId, PaperVersion } from "../papers/paper.ts";

/** A record on its way from the file to the table. */
export interface ReadRecord {
  /** From 1, in file order. */
  readonly number: number;
  readonly byteOffset: number;
  readonly endByteOffset: number;
  /** Length of its source text. */
  readonly bytes: number;
  readonly source: string;
  readonly content: RecordContent;
}

/** What there is to do with a record. */
export type RecordContent =
  | { readonly kind: "paper"; readonly paper: PaperVersion }
  /** Another record of the same file, no further than the look-ahead, holds this paper as new or newer. */
  | { readonly kind: "repeat"; readonly paperId: PaperId }
  | ({ readonly kind: "reject"; readonly paperId: PaperId | null; readonly text: string } & RecordProblem);
