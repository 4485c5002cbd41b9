import fc from "fast-check";
import { expect, test } from "vitest";
import { textOfInvertedIndex } from "./inverted-index.ts";

test.each<[string, Record<string, number[]>, string]>([
  ["words in any order", { is: [1, 4], it: [0, 5], that: [3], "which,": [2] }, "it is which, that is it"],
  ["no word", {}, ""],
  ["a word that stands nowhere", { a: [], b: [0] }, "b"],
  ["gaps", { a: [7], b: [1_000_000_000_000] }, "a b"],
  ["positions below zero", { a: [-1], b: [0] }, "a b"],
  ["two words at one place", { a: [0], b: [0], c: [1] }, "a b c"],
  ["words that every object has", { constructor: [1], toString: [0] }, "toString constructor"],
  [
    "words that stand for something else in JSON.parse",
    JSON.parse('{"__proto__":[0],"x":[1]}'),
    "__proto__ x",
  ],
  ["the words of Microsoft's shape", { IndexLength: [1], InvertedIndex: [0] }, "InvertedIndex IndexLength"],
])("an index of %s is text", (_, index, text) => {
  expect(textOfInvertedIndex(index)).toBe(text);
});

test.each<[string, unknown]>([
  ["JSON in a text", '{"b":[1],"a":[0]}'],
  ["Microsoft's shape", { IndexLength: 2, InvertedIndex: { b: [1], a: [0] } }],
  ["both", '{"IndexLength":2,"InvertedIndex":{"b":[1],"a":[0]}}'],
])("an index in %s is text", (_, given) => {
  expect(textOfInvertedIndex(given)).toBe("a b");
});

test.each([
  undefined,
  null,
  7,
  "A plain abstract.",
  '"x"',
  [[0]],
  { a: 0 },
  { a: ["0"] },
  { IndexLength: 1, InvertedIndex: null },
])("%j is not an index, and has no text", (given) => {
  expect(textOfInvertedIndex(given)).toBe("");
});

test("any text survives being made an index", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[^ ]{1,5}$/)), (words) => {
      const index: Record<string, number[]> = Object.create(null);
      words.forEach((word, place) => {
        index[word] = [...(index[word] ?? []), place];
      });
      expect(textOfInvertedIndex(index)).toBe(words.join(" "));
    }),
  );
});

test("an index that stands for more than memory holds is none", () => {
  const places = Array.from({ length: 1_000 }, (_, place) => place);
  expect(textOfInvertedIndex({ ["x".repeat(1_000)]: places })).toBeUndefined();
  expect(textOfInvertedIndex({ ["x".repeat(999)]: places })).toHaveLength(999_999);
});
