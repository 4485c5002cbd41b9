import type { VersionOrigin } from "@paperledger/events/run-event";
import type { RecordProblem } from "../formats/format.ts";
import type { PaperId, PaperVersion, StoredPaper } from "./paper.ts";

/** What became of one paper of a batch. */
export type UpsertOutcome =
  | {
      readonly kind: "upserted";
      /** The run and record that wrote the version which was replaced. Absent for a paper that is new in the table. */
      readonly previous?: VersionOrigin;
    }
  | { readonly kind: "duplicate" }
  /** The table refused this item for good: trying again cannot help. */
  | { readonly kind: "rejected"; readonly reason: string; readonly message: string };

export interface PaperStore {
  /**
   * Why the table would never take this paper (its item would be too large), known without asking it; nothing where it
   * would. Such a paper is rejected as soon as it is read, so that it cannot stand in the way of another version.
   */
  refusal(paper: PaperVersion): RecordProblem | undefined;

  /**
   * Writes each paper unless the table holds it as new or newer already. The condition of the write decides, so the
   * newest version stays whatever the order. Gives an outcome per paper, in the order given. A paper that an earlier
   * attempt of the same run wrote from the same record counts as upserted, so a retry counts as the first attempt did.
   * One with `withdrawal_only` changes no more than the status of a paper that the table holds.
   *
   * @param batch up to 25 papers, no id twice
   * @param signal that nobody waits for it any longer: what is under way may take effect, and nothing is tried again
   * @throws where the table cannot be asked (throttled for longer than the retry policy allows, unreachable, denied): then try the batch again
   */
  upsert(batch: readonly PaperVersion[], signal?: AbortSignal): Promise<readonly UpsertOutcome[]>;

  /** The papers of these ids that the table holds, in no promised order. */
  get(ids: readonly PaperId[]): Promise<readonly StoredPaper[]>;

  /**
   * Yields the ids (and status) of the papers whose stored version a run wrote. If `onUnreadable` is given, it is called for
   * each item that cannot be read and reading continues. Otherwise such an item is an error.
   */
  ofRun(
    traceId: string,
    onUnreadable?: (error: Error) => void,
  ): AsyncIterable<{ readonly paper_id: string; readonly processing_status: string }>;
}
