import { expect, test } from "vitest";
import { NOTHING, tallyTable } from "./tally.ts";

test("the table has a line an attack and their sum", () => {
  const table = tallyTable(
    new Map([
      ["crashes", { ...NOTHING, cases: 1_200, crashes: 2_000 }],
      ["faults", { ...NOTHING, cases: 3, faults: 40, lost: 1, wrong: 1 }],
    ]),
  );
  expect(table).toBe(
    [
      "attack   cases  crashes  faults  lost  wrong",
      "crashes  1,200    2,000       0     0      0",
      "faults       3        0      40     1      1",
      "all      1,203    2,000      40     1      1",
    ].join("\n"),
  );
});
