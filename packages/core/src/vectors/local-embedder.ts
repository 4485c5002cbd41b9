import { hash } from "node:crypto";
import type { Embedder } from "./embedder.ts";

const DIMENSIONS = 256;

/**
 * An embedder that needs no model and no network. It uses "feature hashing": the hash of each word selects a place in the vector, and
 * adds 1 or -1 there. Then the vector is scaled to length 1. Texts that share words have near vectors, but the meaning of words does
 * not matter. The same text gives the same vector everywhere. A text without words gives the zero vector.
 *
 * @see https://arxiv.org/abs/0902.2206
 */
export const localEmbedder: Embedder = {
  model: "paperledger-feature-hashing-1",
  dimensions: DIMENSIONS,
  embed: async (texts) => texts.map(vectorOf),
};

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  for (const word of wordsOf(text)) {
    const digest = hash("sha256", word, "buffer");
    const place = digest.readUInt32LE(0) % DIMENSIONS;
    const sign = digest.readUInt8(4) % 2 === 0 ? 1 : -1;
    vector[place] = (vector[place] ?? 0) + sign;
  }
  return scaledToLengthOne(vector);
}

const wordsOf = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

function scaledToLengthOne(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
