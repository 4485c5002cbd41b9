import { expect, test } from "vitest";
import { inPairs, median } from "./pairs.ts";

test.each([
  [[3], 3],
  [[3, 1, 2], 2],
  [[10, 1, 2, 9], 9],
  [[], Number.NaN],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("both are done as often, each first in turn, the first rounds for warming up", async () => {
  const done: string[] = [];
  const { ratio } = await inPairs(
    2,
    async () => done.push("ours"),
    async () => done.push("theirs"),
  );
  expect(done).toEqual(["ours", "theirs", "theirs", "ours", "ours", "theirs", "theirs", "ours"]);
  expect(ratio).toBeGreaterThanOrEqual(0);
});
