import { expect, test } from "vitest";
import { rangeOf } from "./range.ts";

const NOW = new Date(2026, 10, 28, 9, 0, 0);

test("without a word about time, the range began with last night and goes on", () => {
  expect(rangeOf({}, NOW)).toEqual({
    name: "night",
    from: new Date(2026, 10, 27, 18, 0, 0).toISOString(),
    to: undefined,
  });
});

test("a range has a name, or two moments", () => {
  expect(rangeOf({ range: "24h" }, NOW).from).toBe(new Date(2026, 10, 27, 9, 0, 0).toISOString());
  expect(rangeOf({ from: "2026-11-01T00:00Z", to: "2026-11-02T00:00Z" }, NOW)).toEqual({
    name: "custom",
    from: "2026-11-01T00:00:00.000Z",
    to: "2026-11-02T00:00:00.000Z",
  });
});

test("a value that is not a range means last night", () => {
  for (const params of [{ range: "yesteryear" }, { from: "soon" }, { from: "" }])
    expect(rangeOf(params, NOW).name).toBe("night");
});
