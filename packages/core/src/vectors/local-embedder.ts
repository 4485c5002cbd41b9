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
    const { place, sign } = featureOf(word);
    vector[place] = (vector[place] ?? 0) + sign;
  }
  return scaledToLengthOne(vector);
}

const wordsOf = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** The change that a word makes to a vector: `sign` is added at `place`. */
interface Feature {
  readonly place: number;
  readonly sign: 1 | -1;
}

const MAX_KNOWN_WORDS = 20_000;
/** Longer words are rare. Without this limit, long words could fill the memory. */
const MAX_KNOWN_LENGTH = 40;

/** The features of the first words that came. Finding a word here takes less time than hashing it, and texts repeat most of their words. */
const known = new Map<string, Feature>();

function featureOf(word: string): Feature {
  const found = known.get(word);
  if (found) return found;
  const feature = hashedFeatureOf(word);
  if (known.size < MAX_KNOWN_WORDS && word.length <= MAX_KNOWN_LENGTH) known.set(word, feature);
  return feature;
}

function hashedFeatureOf(word: string): Feature {
  const digest = hash("sha256", word, "buffer");
  return {
    place: digest.readUInt32LE(0) % DIMENSIONS,
    sign: digest.readUInt8(4) % 2 === 0 ? 1 : -1,
  };
}

function scaledToLengthOne(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return length === 0 ? vector : vector.map((value) => value / length);
}
