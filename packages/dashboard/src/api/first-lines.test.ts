import { expect, test } from "vitest";
import { firstLines } from "./first-lines.ts";

const lines = (count: number) => Array.from({ length: count }, (_, nth) => `line ${nth}`);

test("a few lines are all shown, and of many the first and their number", () => {
  expect(firstLines(lines(5))).toEqual(lines(5));
  expect(firstLines(lines(40_000))).toEqual([...lines(5), "39,995 more cannot be read"]);
});
