import { expect, test } from "vitest";
import { waitMsOf } from "./pace.ts";

test("the next upload waits until what was uploaded is no more a second than asked for", () => {
  expect(waitMsOf(1_000, 0, 100)).toBe(10_000);
  expect(waitMsOf(1_000, 4_000, 100)).toBe(6_000);
});

test("nothing waits before the first upload, behind the pace, or without one", () => {
  expect(waitMsOf(0, 0, 100)).toBe(0);
  expect(waitMsOf(1_000, 20_000, 100)).toBe(0);
  expect(waitMsOf(1_000, 0, Infinity)).toBe(0);
});
