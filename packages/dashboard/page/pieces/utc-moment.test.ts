import { expect, test } from "vitest";
import { isDate, parseMoment } from "./utc-moment.ts";

test.each([
  ["2026-11-28", "2026-11-28T00:00:00.000Z"],
  ["2026-11-28T18:05Z", "2026-11-28T18:05:00.000Z"],
  ["2026-11-28T18:05:01Z", "2026-11-28T18:05:01.000Z"],
  ["2026-11-28T18:05:01.5Z", "2026-11-28T18:05:01.500Z"],
])("%s is %s", (text, moment) => {
  expect(parseMoment(text)).toBe(moment);
});

test.each([
  "abc",
  "abc 1",
  "1",
  "",
  "2026-99-99",
  "2026-02-30",
  "1969-12-31",
  "2026-11-28T18:05",
  "2026-11-28T25:00Z",
])("%j is not a moment", (text) => {
  expect(parseMoment(text)).toBeUndefined();
});

test("a date has no time of day", () => {
  expect(isDate("2024-02-29")).toBe(true);
  expect(isDate("2026-02-29")).toBe(false);
  expect(isDate("2026-11-28T18:05Z")).toBe(false);
});
