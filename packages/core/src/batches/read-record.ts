import type { ArchiveEntry, RecordProblem } from "../formats/format.ts";
import type { PaperId, PaperVersion } from "../papers/paper.ts";

/** A record that was read from the file and is not written yet. */
export interface ReadRecord {
  /** From 1, in file order. */
  readonly number: number;
  readonly byteOffset: number;
  readonly endByteOffset: number;
  /** The length of the record's source text. */
  readonly bytes: number;
  readonly source: string;
  /** The file in an archive that contains the record. */
  readonly entry?: ArchiveEntry;
  readonly content: RecordContent;
}

/** The content of a record, which decides what happens to it. */
export type RecordContent =
  | {
      readonly kind: "paper";
      readonly paper: PaperVersion;
      /** The record's text. The paper may keep only a part of it: for example, the front of an article without the OAI-PMH header. */
      readonly text: string;
      /** Records of the same paper that became repeats because of this one. They are kept, because the table may refuse this record. */
      readonly beaten?: readonly BeatenRecord[];
    }
  /** Another record within the look-ahead holds the same version of this paper, or a newer one. */
  | { readonly kind: "repeat"; readonly paperId: PaperId }
  | ({ readonly kind: "reject"; readonly paperId: PaperId | null; readonly text: string } & RecordProblem);

/** A record that counts as a duplicate because a newer record of the same paper is near it. */
export interface BeatenRecord {
  readonly number: number;
  readonly byteOffset: number;
  readonly text: string;
  readonly entry?: ArchiveEntry;
}
