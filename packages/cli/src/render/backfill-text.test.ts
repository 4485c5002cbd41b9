import { expect, test } from "vitest";
import { estimateText } from "./backfill-text.ts";

const ESTIMATE = {
  objects: 3,
  bytes: 1_000,
  records: 90,
  writeUnits: 360,
  readUnits: 45,
  dollars: 0.001,
  seconds: 1,
};

test("an estimate says what a backfill costs on this machine only where it runs there", () => {
  const shown = (isLaptop: boolean) => estimateText(ESTIMATE, { done: 1, isLaptop, width: undefined });
  expect(shown(true)).toContain("this machine's own disk");
  expect(shown(false)).not.toContain("this machine");
  expect(shown(false)).toContain("360 write and 45 read units");
});
