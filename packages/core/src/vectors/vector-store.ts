import type { PaperId, Timestamp } from "../papers/paper.ts";

/** The vector of one version of a paper. */
export interface PaperVector {
  readonly paper_id: PaperId;
  /** The `updated_at` of the version from which the vector was made. */
  readonly updated_at: Timestamp;
  /** The order among versions with the same `updated_at`. Absent if the paper has no tie. */
  readonly tie?: string;
  /** The embedder's model. */
  readonly model: string;
  readonly vector: Float32Array;
  /** The run that wrote the version. */
  readonly trace_id: string;
}

/** The change for one version of a paper: store its vector, or remove the paper's vector because the paper is withdrawn. */
export type VectorChange =
  | ({ readonly kind: "keep" } & PaperVector)
  | ({ readonly kind: "forget" } & Pick<PaperVector, "paper_id" | "updated_at" | "tie" | "trace_id">);

/** The outcome of a change. `outdated` means that the store already has this version or a newer one. */
export type VectorOutcome = { readonly kind: "done" } | { readonly kind: "outdated" };

/** The sample subscriber's own store. It has one vector for each paper. */
export interface VectorStore {
  /**
   * Makes the changes of one batch. A change is skipped if the store already has a newer version of its paper. For the same version, a
   * vector of another model replaces the stored vector, and a withdrawal wins over any vector. Each write is conditional. So deliveries
   * may come late, more than once and in any order: the newest version wins.
   *
   * @param changes at most 25, each for another paper
   * @param expectedNew papers that probably have no item yet. Their items are not read before the first write, which saves a read.
   * If a paper has an item after all, the outcome is the same, but its first write fails and costs more than the read
   * @returns an outcome for each change, in the order of the changes
   * @throws if the store does not answer. Then make the changes again
   */
  apply(
    changes: readonly VectorChange[],
    expectedNew?: ReadonlySet<PaperId>,
  ): Promise<readonly VectorOutcome[]>;

  /** Returns the paper's vector, or undefined if the paper never had a vector or is withdrawn. */
  get(id: PaperId): Promise<PaperVector | undefined>;
}
