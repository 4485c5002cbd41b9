import fc from "fast-check";
import { expect, test } from "vitest";
import { chunksOf } from "./chunks.ts";

const limits = { maxCount: 3, bytesBelow: 10 };
const chunks = (sizes: readonly number[]) => chunksOf(sizes, (size) => size, limits);
const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

test("an empty list has no chunk", () => {
  expect(chunks([])).toEqual([]);
});

test("a chunk has at most the maximum number of entries", () => {
  expect(chunks([1, 1, 1, 1])).toEqual([[1, 1, 1], [1]]);
});

test("a chunk stays below the limit of bytes", () => {
  expect(chunks([5, 4, 5, 5])).toEqual([[5, 4], [5], [5]]);
});

test("an entry that exceeds the limits is alone in its chunk", () => {
  expect(chunks([1, 99, 1])).toEqual([[1], [99], [1]]);
});

test("nothing is lost, the order and the limits are kept, and the next entry would not have fit into any chunk", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 12 })), (sizes) => {
      const cut = chunks(sizes);
      expect(cut.flat()).toEqual(sizes);
      for (const [index, chunk] of cut.entries()) {
        expect(chunk.length).toBeGreaterThan(0);
        expect(chunk.length).toBeLessThanOrEqual(limits.maxCount);
        if (chunk.length > 1) expect(sum(chunk)).toBeLessThan(limits.bytesBelow);
        const next = cut[index + 1]?.[0];
        if (next !== undefined)
          expect(chunk.length === limits.maxCount || sum(chunk) + next >= limits.bytesBelow).toBe(true);
      }
    }),
  );
});
