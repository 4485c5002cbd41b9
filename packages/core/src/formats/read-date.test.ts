import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDate, readTimestamp } from "./read-date.ts";

describe("readTimestamp gives UTC with milliseconds", () => {
  test.each([
    ["2024-01-22T18:00:00Z", "2024-01-22T18:00:00.000Z"],
    ["2024-01-22t18:00:00z", "2024-01-22T18:00:00.000Z"],
    [" 2024-01-22T18:00:00Z\n", "2024-01-22T18:00:00.000Z"],
    ["2024-01-22T18:00:00+02:00", "2024-01-22T16:00:00.000Z"],
    ["2024-01-01T00:30:00+0200", "2023-12-31T22:30:00.000Z"],
    ["2024-02-28T23:00:00-05", "2024-02-29T04:00:00.000Z"],
    ["2024-01-22T18:00:00+05:30", "2024-01-22T12:30:00.000Z"],
    ["2024-01-22T18:00:00.1Z", "2024-01-22T18:00:00.100Z"],
    ["2024-01-22T18:00:00.123999", "2024-01-22T18:00:00.123Z"],
    ["2024-01-22T18:00", "2024-01-22T18:00:00.000Z"],
    ["2024-01-22 18:00:00 +00:00", "2024-01-22T18:00:00.000Z"],
    ["2024-01-22", "2024-01-22T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["0099-12-31", "0099-12-31T00:00:00.000Z"],
    ["0001-01-01", "0001-01-01T00:00:00.000Z"],
    ["2024-01-15 10:00:00 UTC", "2024-01-15T10:00:00.000Z"],
    ["2024-01-15 10:00:00.123456 UTC", "2024-01-15T10:00:00.123Z"],
    ["2024-01-15 10:00:00.000 Etc/UTC", "2024-01-15T10:00:00.000Z"],
    ["2024-01-15 10:00:00UTC", "2024-01-15T10:00:00.000Z"],
    ["2024-01-15 10:00:00 gmt", "2024-01-15T10:00:00.000Z"],
    ["2024-01-15 10:00:00+00", "2024-01-15T10:00:00.000Z"],
  ])("%j is %s", (text, expected) => {
    expect(readTimestamp(text)).toBe(expected);
  });

  test("of any moment, written in any zone", () => {
    const moment = fc.date({
      min: new Date("0001-01-02T00:00:00Z"),
      max: new Date("9999-12-30T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, fc.integer({ min: -839, max: 839 }), (date, offsetMinutes) => {
        const local = new Date(date.getTime() + offsetMinutes * 60_000).toISOString().slice(0, -1);
        const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
        const two = (number: number) => String(number).padStart(2, "0");
        const zone = `${offsetMinutes < 0 ? "-" : "+"}${two(hours)}:${two(minutes)}`;
        expect(readTimestamp(local + zone)).toBe(date.toISOString());
      }),
    );
  });
});

test("a day is in the calendar if a Date knows it", () => {
  const two = (number: number) => String(number).padStart(2, "0");
  const year = fc.integer({ min: 0, max: 9999 });
  fc.assert(
    fc.property(year, fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), (y, month, day) => {
      const text = `${String(y).padStart(4, "0")}-${two(month)}-${two(day)}`;
      const date = new Date(`${text}T00:00:00Z`);
      const isDay = y > 0 && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
      expect(readDate(text)).toBe(isDay ? text : undefined);
      expect(readTimestamp(text)).toBe(isDay ? date.toISOString() : undefined);
    }),
    { numRuns: 1_000 },
  );
});

describe("readTimestamp returns undefined for a text that is not a date-time in the calendar", () => {
  test.each([
    "",
    "yesterday",
    "2024",
    "2024-01",
    "2024-13-45",
    "2024-00-10",
    "2024-01-00",
    "2023-02-29",
    "2023-02-30",
    "1900-02-29",
    "2024-04-31T00:00:00Z",
    "2024-01-22T24:00:00Z",
    "2024-01-22T18:60:00Z",
    "2024-01-22T18:00:60Z",
    "2024-01-22T18:00:00+24:00",
    "2024-01-22T18:00:00+02:60",
    "2024-01-22T18Z",
    "2024-1-2",
    "22 Jan 2024",
    "20240122",
    "20240122T180000Z",
    "1705946400",
    "+012024-01-22",
    "9999-12-31T23:59:59-01:00",
    "0000-01-01",
    "0000-12-31T23:59:59Z",
    "0001-01-01T00:00:00+01:00",
    "2024-01-15 10:00:00 CET",
    "2024-01-15 10:00:00 UTC+1",
    "0000-00-00 00:00:00",
    "2024-01-22T18:00:00Z junk",
    "٢٠٢٤-٠١-٢٢",
  ])("%j", (text) => {
    expect(readTimestamp(text)).toBeUndefined();
  });

  test("and never throws", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?[Z+-][0-9:]*$/), (text) => {
        expect(readTimestamp(text) ?? "").toMatch(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)?$/);
      }),
    );
  });
});

describe("readDate", () => {
  test.each([
    ["2024", "2024"],
    ["2024-02", "2024-02"],
    [" 2024-02-29 ", "2024-02-29"],
    ["2024-01-22T18:00:00Z", "2024-01-22"],
    ["2024-01-01T00:30:00+02:00", "2024-01-01"],
    ["2024-01-15 00:00:00 UTC", "2024-01-15"],
    ["0001", "0001"],
  ])("takes %j for %s", (text, expected) => {
    expect(readDate(text)).toBe(expected);
  });

  test.each([
    "",
    "soon",
    "24",
    "0000",
    "0000-01",
    "0000-01-01",
    "0000-00-00",
    "2024-13",
    "2024-00",
    "2023-02-30",
    "2024-01-22T25:00:00Z",
    "Jan 2024",
  ])("gives nothing for %j", (text) => {
    expect(readDate(text)).toBeUndefined();
  });
});
