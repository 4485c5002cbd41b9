import type { VersionOrigin } from "@paperledger/events/run-event";
import type { RecordProblem } from "../formats/format.ts";
import type { PaperId, PaperVersion, StoredPaper, StoredPaperText } from "./paper.ts";

/** What became of one paper of a batch. */
export type UpsertOutcome =
  | {
      readonly kind: "upserted";
      /** The run and record that wrote the text which was replaced. Absent for a new paper, and for a withdrawal alone. */
      readonly previous?: VersionOrigin;
    }
  | { readonly kind: "duplicate" }
  /** The table refused this item for good: trying again cannot help. */
  | { readonly kind: "rejected"; readonly reason: string; readonly message: string };

/** The run and record that wrote the text which the table holds, and the paper's status. */
export interface HeldVersion extends VersionOrigin {
  readonly processing_status: StoredPaper["processing_status"];
  /** The run and record that told of the withdrawal which the table holds, if it holds one. */
  readonly withdrawal?: VersionOrigin;
}

export interface PaperStore {
  /**
   * Why the table would never take this paper (its item would be too large), known without asking it; nothing where it
   * would. Such a paper is rejected as soon as it is read, so that it cannot stand in the way of another version.
   *
   * @param decodedText a text that was decoded from UTF-8, so that it holds no half of a surrogate pair. A field with this text is
   * not looked at again
   */
  refusal(paper: PaperVersion, decodedText?: string): RecordProblem | undefined;

  /**
   * Writes each version unless the table holds it as new or newer already. The condition of the write decides, so the
   * newest text and the latest withdrawal of each paper stay, whatever the order. Gives an outcome per version, in the
   * order given. A version that an earlier attempt of the same run wrote from the same record counts as upserted, so a
   * retry counts as the first attempt did.
   *
   * @param batch up to 25 versions. Those of one paper are written one after another
   * @param signal that nobody waits for it any longer: what is under way may take effect, and nothing is tried again
   * @throws where the table cannot be asked (throttled for longer than the retry policy allows, unreachable, denied): then try the batch again
   */
  upsert(batch: readonly PaperVersion[], signal?: AbortSignal): Promise<readonly UpsertOutcome[]>;

  /** The papers of these ids that the table holds, in no promised order. */
  get(ids: readonly PaperId[]): Promise<readonly StoredPaper[]>;

  /** The same without the record's source text, which is most of an item. */
  texts(ids: readonly PaperId[]): Promise<readonly StoredPaperText[]>;

  /**
   * The version of each of these papers that the table holds, by id, read consistently; an Error for an item that something
   * else wrote. A paper that is not in the table is not in the answer.
   */
  versions(ids: readonly PaperId[]): Promise<ReadonlyMap<PaperId, HeldVersion | Error>>;
}
