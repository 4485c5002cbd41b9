import fc from "fast-check";
import { expect, test } from "vitest";
import { addSeq, hasSeq, type SeqRanges } from "./seq-ranges.ts";

const rangesOf = (seqs: readonly number[]) => seqs.reduce<SeqRanges>(addSeq, []);

test.each([
  ["the first number", [4], [[4, 4]]],
  ["the next", [4, 5], [[4, 5]]],
  ["the one before", [4, 3], [[3, 4]]],
  [
    "one further on",
    [4, 6],
    [
      [4, 4],
      [6, 6],
    ],
  ],
  ["the number between two ranges", [4, 6, 5], [[4, 6]]],
  ["a number that is already in the set", [4, 5, 6, 5], [[4, 6]]],
])("%s gives the expected ranges", (_what, seqs, ranges) => {
  expect(rangesOf(seqs)).toEqual(ranges);
});

test("ranges hold the same numbers as a set, are in order, and never touch, in whatever order the numbers are added", () => {
  const arbitrarySeqs = fc.array(
    fc.oneof(fc.nat({ max: 40 }), fc.integer({ min: 1_000_000_000, max: 1_000_000_005 })),
    {
      size: "max",
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(arbitrarySeqs, (seqs) => {
      const set = new Set(seqs);
      const ranges = rangesOf(seqs);
      expect(ranges).toEqual(rangesOf([...set].toSorted((a, b) => a - b)));
      expect(
        ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => first + n)),
      ).toEqual([...set].toSorted((a, b) => a - b));
      for (const [index, [first]] of ranges.entries())
        expect(first).toBeGreaterThan((ranges[index - 1]?.[1] ?? -2) + 1);
      for (let seq = 0; seq <= 41; seq++) expect(hasSeq(ranges, seq)).toBe(set.has(seq));
    }),
    { numRuns: 300 },
  );
});
