import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

const BACKOFF = { baseMs: 10, capMs: 500 };

test("the longest wait doubles with each try, up to the cap", () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => backoffMs(attempt, BACKOFF, () => 1));
  expect(longest).toEqual([10, 20, 40, 80, 160, 320, 500, 500]);
});

test("a wait is anywhere between 0 and the longest wait", () => {
  expect(backoffMs(3, BACKOFF, () => 0)).toBe(0);
  expect(backoffMs(3, BACKOFF, () => 0.25)).toBe(10);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (attempt) => {
      const waitMs = backoffMs(attempt, BACKOFF);
      expect(waitMs).toBeGreaterThanOrEqual(0);
      expect(waitMs).toBeLessThanOrEqual(500);
    }),
  );
});
