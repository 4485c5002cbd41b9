import type { PaperId, Timestamp } from "../papers/paper.ts";

/** The vector of one version of a paper. */
export interface PaperVector {
  readonly paper_id: PaperId;
  /** Of the version that the vector was made of. */
  readonly updated_at: Timestamp;
  /** The embedder's model. */
  readonly model: string;
  readonly vector: Float32Array;
  /** The run that wrote that version. */
  readonly trace_id: string;
}

/** The sample subscriber's own store: a vector a paper. */
export interface VectorStore {
  /**
   * Keeps a paper's vector unless the store has one of a newer version, or of this version by this model. The
   * condition of the write decides, so deliveries may come in any order and more than once.
   */
  upsert(vector: PaperVector): Promise<"upserted" | "duplicate">;

  /** The paper's vector, where it has one. */
  get(id: PaperId): Promise<PaperVector | undefined>;
}
