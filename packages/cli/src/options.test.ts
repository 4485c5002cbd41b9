import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import { aMoment, aPastMoment } from "./options.ts";

test.each([
  ["2025-03-01T18:00Z", "2025-03-01T18:00:00.000Z"],
  ["2025-03-01T18:00:00+01:00", "2025-03-01T17:00:00.000Z"],
])("%s is a moment", (text, moment) => {
  expect(aMoment(text).toISOString()).toBe(moment);
});

test.each(["1960-01-01", "2025-02-30", "yesterday", "12x", ""])(
  "%s is not a moment that a run can have",
  (text) => {
    expect(() => aMoment(text)).toThrow(InvalidArgumentError);
  },
);

test("a moment that has not come yet is refused where only the past has an answer", () => {
  expect(() => aPastMoment("2999-01-01")).toThrow("has passed");
  expect(aPastMoment("12h").getTime()).toBeLessThan(Date.now());
});
