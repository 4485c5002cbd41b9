import { expect, test } from "vitest";
import { localEmbedder } from "./local-embedder.ts";

const embed = async (text: string) => {
  const [vector] = await localEmbedder.embed([text]);
  if (!vector) throw new Error("no vector");
  return vector;
};
const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0);

const ON_STARS = "Spectra of young stars in a cluster show how stars form and age";
const ALSO_ON_STARS = "How young stars in open clusters form: spectra of a cluster";
const ON_GRAPHS = "Sparse matrices let us colour planar graphs in linear time";

test("the vectors of texts that share words are nearer than the vectors of texts that do not", async () => {
  const [stars, alsoStars, graphs] = [
    await embed(ON_STARS),
    await embed(ALSO_ON_STARS),
    await embed(ON_GRAPHS),
  ];
  expect(cosine(stars, alsoStars)).toBeGreaterThan(0.4);
  expect(cosine(stars, alsoStars)).toBeGreaterThan(cosine(stars, graphs) + 0.3);
});

test("a vector has the promised dimensions and length 1", async () => {
  const vector = await embed(ON_STARS);
  expect(vector).toHaveLength(localEmbedder.dimensions);
  expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
});

test("case, punctuation and compatibility forms of letters do not matter", async () => {
  expect(await embed("DEEP-learning, ﬁelds!")).toEqual(await embed("deep learning fields"));
});

test("the same text gives the same vector in every process and every version", async () => {
  const expected = new Float32Array(localEmbedder.dimensions);
  // SHA-256 of "paperledger" begins with b4, so the place is 0xb4. Its fifth byte is even, so the sign is plus.
  expected[0xb4] = 1;
  expect(await embed("paperledger")).toEqual(expected);
  // Now the embedder knows the word.
  expect(await embed("paperledger")).toEqual(expected);
});

test("after very many different words, the vectors of new and of old words are the same as before", async () => {
  const word = (number: number) => `word${number}`;
  const before = await embed(word(1));
  const many = Array.from({ length: 30_000 }, (_, number) => word(number));
  const once = await embed(many.join(" "));
  expect(await embed(many.join(" "))).toEqual(once);
  expect(await embed(word(1))).toEqual(before);
  expect(await embed(word(29_999))).toEqual(await embed(word(29_999)));
});

test("a text without words gives the zero vector, not NaN", async () => {
  expect(await embed(" -- ")).toEqual(new Float32Array(localEmbedder.dimensions));
});

test("vectors come in the order of the texts", async () => {
  const together = await localEmbedder.embed([ON_GRAPHS, ON_STARS]);
  expect(together).toEqual([await embed(ON_GRAPHS), await embed(ON_STARS)]);
});
