import { expect, test } from "vitest";
import { writeUnits } from "./write-units.ts";

const item = (bytes: number, traceId: string) => ({ bytes, traceId });

test("a write takes a unit for each KB of the larger item, and what was not written takes none", () => {
  const before = new Map([
    ["shrinks", item(5_000, "run-1")],
    ["stays", item(9_000, "run-1")],
  ]);
  const after = new Map([
    ["shrinks", item(1_024, "run-2")],
    ["stays", item(9_000, "run-1")],
    ["new", item(1_025, "run-2")],
  ]);
  expect(writeUnits(before, after, false)).toBe(5 + 2);
  expect(writeUnits(before, after, true)).toBe(5 + 2 + 2 + 1);
});
