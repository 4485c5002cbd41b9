/** Makes vectors of texts: near in meaning is near in angle. */
export interface Embedder {
  /** The model's name, kept beside each vector: vectors of two models do not compare. */
  readonly model: string;
  /** The length of every vector that it makes. */
  readonly dimensions: number;
  /** A vector for each text, in the order given. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
}
