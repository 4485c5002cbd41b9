import { expect, test } from "vitest";
import { ageText, shortMoment } from "./formats.ts";

test("a moment of another day has its date", () => {
  const now = new Date(2026, 10, 28, 8, 0, 0);
  expect(shortMoment(new Date(2026, 10, 27, 18, 5, 9).toISOString(), now)).toBe("2026-11-27 18:05:09");
  expect(shortMoment(new Date(2026, 10, 28, 7, 5, 9).toISOString(), now)).toBe("07:05:09");
});

test("an age has one unit", () => {
  const now = new Date("2026-11-28T08:00:00.000Z");
  const ages = [1_000, 40_000, 300_000, 3 * 3_600_000, 72 * 3_600_000].map((ms) =>
    ageText(new Date(now.getTime() - ms).toISOString(), now),
  );
  expect(ages).toEqual(["now", "40 s ago", "5 min ago", "3 h ago", "3 days ago"]);
});
