import type { PaperId, Timestamp } from "../papers/paper.ts";

/** The vector of one version of a paper. */
export interface PaperVector {
  readonly paper_id: PaperId;
  /** Of the version that the vector was made of. */
  readonly updated_at: Timestamp;
  /** Puts versions of one `updated_at` in order. Absent as in the paper that was read. */
  readonly tie?: string;
  /** The embedder's model. */
  readonly model: string;
  readonly vector: Float32Array;
  /** The run that wrote that version. */
  readonly trace_id: string;
}

/** What one version of a paper asks of the store: to keep its vector, or to forget the paper because it is withdrawn. */
export type VectorChange =
  | ({ readonly kind: "keep" } & PaperVector)
  | ({ readonly kind: "forget" } & Pick<PaperVector, "paper_id" | "updated_at" | "tie" | "trace_id">);

/** `outdated` if the store has followed this version or a newer one already. */
export type VectorOutcome = { readonly kind: "done" } | { readonly kind: "outdated" };

/** The sample subscriber's own store: a vector a paper. */
export interface VectorStore {
  /**
   * Makes the changes of one batch, each unless the store has followed a newer version of its paper. Of one version, another
   * model's vector replaces a vector, and a withdrawal wins over both. The condition of each write decides, so deliveries
   * may come late, more than once and in any order: the newest version decides in the end.
   *
   * @param changes up to 25, no paper twice
   * @returns an outcome for each change, in the order given
   * @throws if the store cannot be asked: then make the changes again
   */
  apply(changes: readonly VectorChange[]): Promise<readonly VectorOutcome[]>;

  /** Returns the paper's vector. Nothing if it never had one, or is withdrawn. */
  get(id: PaperId): Promise<PaperVector | undefined>;
}
