import { expect, test } from "vitest";
import { localTimeText, parseLocalTime } from "./local-time.ts";

test.each([
  ["2026-11-28 18:05", new Date(2026, 10, 28, 18, 5)],
  ["2026-11-28T18:05:09", new Date(2026, 10, 28, 18, 5, 9)],
  [" 2026-11-28 ", new Date(2026, 10, 28)],
])("%j is a local time", (text, moment) => {
  expect(parseLocalTime(text)).toEqual(moment);
});

test.each([
  "",
  "18:05",
  "2026-02-30 10:00",
  "2026-11-28 24:00",
  "2026-11-28 6:05 PM",
  "2026-13-01",
  "28.11.2026",
])("%j is not a local time", (text) => {
  expect(parseLocalTime(text)).toBeUndefined();
});

test("a moment that is shown is read back to the minute", () => {
  const moment = new Date(2026, 10, 8, 7, 5);
  expect(localTimeText(moment)).toBe("2026-11-08 07:05");
  expect(parseLocalTime(localTimeText(moment))).toEqual(moment);
});
