import { expect, test } from "vitest";
import { tickText } from "./tick-text.ts";

test.each([
  [0, "0"],
  [200, "200 ms"],
  [15_000, "15 s"],
  [1_800_000, "30 min"],
  [2_000_000, "33 min 20 s"],
  [7_200_000, "2 h"],
])("a tick at %i ms is %s", (ms, text) => {
  expect(tickText(ms)).toBe(text);
});
