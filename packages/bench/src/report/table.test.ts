import { expect, test } from "vitest";
import type { Finding } from "../bench-row.ts";
import { markdownTable } from "./table.ts";

const finding = (told: Partial<Finding>): Finding => ({
  what: "something",
  ours: "2/s",
  against: "1/s",
  ratio: 2,
  aim: { atLeast: 2 },
  ...told,
});
const linesOf = (...findings: Finding[]) => markdownTable(new Map([["row", findings]])).split("\n");

test.each<[Partial<Finding>, RegExp]>([
  [{ ratio: 2, aim: { atLeast: 2 } }, /\| 2 +\| ≥ 2 \| yes \|$/],
  [{ ratio: 1.99, aim: { atLeast: 2 } }, /\| 1\.99 +\| ≥ 2 \| no {2}\|$/],
  [{ ratio: 64, aim: { atMost: 64 } }, /\| 64 +\| ≤ 64 \| yes \|$/],
  [{ ratio: 65, aim: { atMost: 64 } }, /\| 65 +\| ≤ 64 \| no {2}\|$/],
  [{ ratio: Number.NaN, aim: { atLeast: 1 } }, /\| - +\| ≥ 1 \| no {2}\|$/],
  [{ aim: "none" }, /\| 2 +\| - +\| - +\|$/],
])("a finding %j is judged by its aim", (told, line) => {
  expect(linesOf(finding(told))[2]).toMatch(line);
});

test("columns are as wide as what is in them", () => {
  const [head, ...lines] = linesOf(finding({}), finding({ what: "a longer thing to say" }));
  expect(lines.slice(0, 3).map((line) => line.length)).toEqual([head?.length, head?.length, head?.length]);
});

test("notes stand under the table, in order", () => {
  const lines = linesOf(finding({ note: "first" }), finding({}), finding({ note: "second" }));
  expect(lines.slice(-2)).toEqual(["[1] first.  ", "[2] second.  "]);
  expect(lines[4]).toContain("something [2]");
});
