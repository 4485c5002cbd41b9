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
])("an index of %s is text", (_, index, text) => {
  expect(textOfInvertedIndex(index)).toBe(text);
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
