import { expect, test } from "vitest";
import { datesFrom, rangeOf, viewedOf } from "./range.ts";

test("a range ends today in UTC, over the end of a month", () => {
  const range = rangeOf(7, new Date("2026-03-02T23:30:00.000Z"));
  expect(range).toEqual({ from: "2026-02-24", to: "2026-03-02" });
  expect(datesFrom(range.from, range.to)).toHaveLength(7);
});

test("parameters that the view does not know are as if they were not given", () => {
  expect(viewedOf({ days: "9", source: "", by: "x", count: "y" })).toEqual({
    days: 14,
    source: undefined,
    by: "outcome",
    count: "new",
  });
  expect(viewedOf({ days: "90", source: "arxiv", by: "source", count: "rejected" })).toEqual({
    days: 90,
    source: "arxiv",
    by: "source",
    count: "rejected",
  });
});
