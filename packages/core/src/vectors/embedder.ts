/** Turns texts into vectors. Texts with similar meanings get vectors with a small angle between them. */
export interface Embedder {
  /** The model's name. It is stored with each vector, because vectors of different models cannot be compared. */
  readonly model: string;
  /** The number of dimensions of every vector. */
  readonly dimensions: number;
  /** Returns a vector for each text, in the order of the texts. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
}
