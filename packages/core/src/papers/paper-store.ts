import type { VersionOrigin } from "@paperledger/events/run-event";
import type { RecordProblem } from "../formats/format.ts";
import type { PaperId, PaperVersion, StoredPaper, StoredPaperText } from "./paper.ts";

/** The outcome of writing one version of a paper. */
export type UpsertOutcome =
  | {
      readonly kind: "upserted";
      /** The run and record that wrote the replaced text. Absent if no text was replaced: for a new paper, or for a withdrawal. */
      readonly previous?: VersionOrigin;
    }
  | { readonly kind: "duplicate" }
  /** The table refuses this item, and a retry cannot help. */
  | { readonly kind: "rejected"; readonly reason: string; readonly message: string };

/** The run and record that wrote a paper's text in the table, and the paper's status. */
export interface HeldVersion extends VersionOrigin {
  readonly processing_status: StoredPaper["processing_status"];
  /** The run and record that wrote the paper's withdrawal in the table, if it has one. */
  readonly withdrawal?: VersionOrigin;
}

export interface PaperStore {
  /**
   * Returns why the table would never accept this paper, for example because its item would be too large. It does not ask the
   * table. Returns undefined if the table would accept the paper. A refused paper is rejected as soon as it is read, so that it
   * does not beat another version of the paper.
   *
   * @param decodedText a text that was decoded from UTF-8, so it has no lone surrogate. A field with this text is not checked for
   * surrogates again
   */
  refusal(paper: PaperVersion, decodedText?: string): RecordProblem | undefined;

  /**
   * Writes each version, unless the table already holds the same version or a newer one. The condition of the write decides, so
   * the newest text and the latest withdrawal of each paper stay, in whatever order versions arrive. Returns one outcome for each
   * version, in the given order. If an earlier attempt of the same run already wrote the version from the same record, the outcome
   * is `upserted`, so that a retry counts like the first attempt.
   *
   * @param batch up to 25 versions. Versions of the same paper are written one after another
   * @param signal aborts when nobody waits for the result any more. Requests in flight may still take effect, and nothing is
   * retried
   * @throws if the table does not answer: it throttles for longer than the retry policy allows, is unreachable, or denies access.
   * Then try the batch again
   */
  upsert(batch: readonly PaperVersion[], signal?: AbortSignal): Promise<readonly UpsertOutcome[]>;

  /** Returns the papers with these ids that are in the table, in any order. */
  get(ids: readonly PaperId[]): Promise<readonly StoredPaper[]>;

  /** Returns these papers without the record's source text, which is the largest part of an item. */
  texts(ids: readonly PaperId[]): Promise<readonly StoredPaperText[]>;

  /**
   * Returns the version of each of these papers in the table, by id. It reads consistently. For an item that cannot be read,
   * because something else wrote it, the value is an Error. Papers that are not in the table are left out.
   */
  versions(ids: readonly PaperId[]): Promise<ReadonlyMap<PaperId, HeldVersion | Error>>;
}
