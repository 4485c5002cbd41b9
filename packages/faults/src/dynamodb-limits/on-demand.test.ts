import { expect, test } from "vitest";
import { NEW_TABLE, onDemandAllowance, PER_PARTITION_KEY } from "./on-demand.ts";
import { unitWindow } from "./unit-window.ts";

const MINUTE_MS = 60_000;

test("the numbers are AWS's: a partition, and a new on-demand table", () => {
  expect(PER_PARTITION_KEY).toEqual({ write: 1_000, read: 3_000 });
  expect(NEW_TABLE).toEqual({ write: 4_000, read: 12_000 });
});

test("AWS's example of growth: 100,000 at once on a peak of 50,000, and 200,000 once that was sustained", () => {
  const allowance = onDemandAllowance(4_000);
  allowance.note(50_000, 0);
  expect(allowance.perSecond(29 * MINUTE_MS)).toBe(4_000);
  expect(allowance.perSecond(30 * MINUTE_MS)).toBe(100_000);
  allowance.note(60_000, 31 * MINUTE_MS);
  allowance.note(40_000, 31 * MINUTE_MS + 999);
  expect(allowance.perSecond(60 * MINUTE_MS)).toBe(100_000);
  expect(allowance.perSecond(61 * MINUTE_MS)).toBe(200_000);
  expect(allowance.perSecond(600 * MINUTE_MS)).toBe(200_000);
});

test("a second's units are used up within it, and what was taken beyond them is missing in the next", () => {
  const window = unitWindow(() => 1_000);
  window.take(999, 5_000);
  expect(window.isOver(5_999)).toBe(false);
  window.take(1_501, 5_999);
  expect(window.isOver(5_999)).toBe(true);
  expect(window.isOver(6_000)).toBe(true);
  expect(window.isOver(7_000)).toBe(false);
  expect(window.peak).toBe(2_500);
});
