import fc from "fast-check";
import { expect, test } from "vitest";
import { randomNumbers } from "./random-numbers.ts";
import { scrambled } from "./scrambled.ts";

test("every record is dealt out, and nothing else", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 1 }), fc.integer(), (items, seed) => {
      const dealt = new Set(scrambled(items, randomNumbers(seed)).flat());
      expect(dealt).toEqual(new Set(items));
    }),
  );
});

test("some come out of order, some twice, and in several batches", () => {
  const items = Array.from({ length: 20 }, (_, index) => index);
  const dealt = scrambled(items, randomNumbers(2));
  expect(dealt.length).toBeGreaterThan(1);
  expect(dealt.flat().length).toBeGreaterThan(items.length);
  expect(dealt.flat()).not.toEqual(dealt.flat().toSorted((a, b) => a - b));
});

test("the same seed deals the same way", () => {
  const items = ["a", "b", "c", "d", "e"];
  expect(scrambled(items, randomNumbers(3))).toEqual(scrambled(items, randomNumbers(3)));
});
