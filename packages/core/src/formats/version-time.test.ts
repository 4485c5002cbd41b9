import { expect, test } from "vitest";
import { versionTime } from "./version-time.ts";

test.each([
  ["2024-01-20", 1, "2024-01-20T00:00:00.001Z"],
  ["2024-01-20", 0, "2024-01-20T00:00:00.000Z"],
  ["2024-01-20", 42, "2024-01-20T00:00:00.042Z"],
  ["2024-02-29", 999, "2024-02-29T00:00:00.999Z"],
  ["2024-01-20", 1_000, "2024-01-20T00:00:00.999Z"],
  ["2024-01-20 00:00:00 UTC", 2, "2024-01-20T00:00:00.002Z"],
  ["2024-01-20T13:00:00Z", 2, "2024-01-20T00:00:00.002Z"],
])("version time of %s, version %i, is %s", (day, version, expected) => {
  expect(versionTime(day, version)).toBe(expected);
});

test("text order is the order of days, then of versions", () => {
  const times = [
    versionTime("2023-12-31", 999),
    versionTime("2024-01-01", 1),
    versionTime("2024-01-01", 2),
    versionTime("2024-01-01", 10),
    versionTime("2024-01-02", 1),
  ];
  expect(times.toSorted()).toEqual(times);
});

test.each(["2023-02-30", "2024-1-20", "2024-01", "2024", "", "20 Jan 2024", "0000-01-01"])(
  "%j is not a day",
  (day) => {
    expect(versionTime(day, 1)).toBeUndefined();
  },
);
