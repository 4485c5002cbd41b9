import { expect, test } from "vitest";
import type { Aim } from "../bench-row.ts";
import { compareRows } from "./compare-rows.ts";

/** Returns a row that finds these ratios, one in each run. */
function row(ratios: readonly number[], aim: Aim, what = "w") {
  const left = [...ratios];
  const run = async () => {
    const ratio = left.shift() ?? 0;
    return [{ what, ours: `${ratio}`, against: "a peer", ratio, aim }];
  };
  return { name: "row", run };
}

test("a ratio is the median of the rounds' quotients, over 1 where ours is better", async () => {
  const aim = { atLeast: 1 };
  expect(await compareRows(row([2, 8, 3], aim), row([2, 2, 2], aim), "quick")).toEqual([
    { what: "w", ours: "3", against: "2", ratio: 1.5, aim: "none" },
  ]);
});

test("where less is better, less is over 1", async () => {
  const aim = { atMost: 1 };
  expect(await compareRows(row([2], aim), row([3], aim), "tiny")).toMatchObject([{ ratio: 1.5 }]);
});

test("what one build alone finds is left out", async () => {
  expect(await compareRows(row([2], "none"), row([2], "none", "other"), "tiny")).toEqual([]);
});

test("a finding whose text has changed is found by its earlier text", async () => {
  const { run } = row([3], "none", "new text");
  const renamed = {
    name: "row",
    run: async () => (await run()).map((finding) => ({ ...finding, formerly: "old text" })),
  };
  expect(await compareRows(renamed, row([2], "none", "old text"), "tiny")).toMatchObject([
    { what: "new text", ratio: 1.5 },
  ]);
});
