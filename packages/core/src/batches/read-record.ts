import type { ArchiveEntry, RecordProblem } from "../formats/format.ts";
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
  /** The file in an archive that it stands in. */
  readonly entry?: ArchiveEntry;
  readonly content: RecordContent;
}

/** What there is to do with a record. */
export type RecordContent =
  | {
      readonly kind: "paper";
      readonly paper: PaperVersion;
      /** The record's text. The paper may keep less of it: of an article, its front without the header that names it. */
      readonly text: string;
      /** Records of the same paper that this one made repeats. Kept, for the table may refuse this one. */
      readonly beaten?: readonly BeatenRecord[];
    }
  /** Another record of the same file, no further away than the look-ahead, holds this paper as new or newer. */
  | { readonly kind: "repeat"; readonly paperId: PaperId }
  | ({ readonly kind: "reject"; readonly paperId: PaperId | null; readonly text: string } & RecordProblem);

/** A record that counts as a duplicate because a newer one of the same paper stands near it. */
export interface BeatenRecord {
  readonly number: number;
  readonly byteOffset: number;
  readonly text: string;
  readonly entry?: ArchiveEntry;
}
