import { expect, test } from "vitest";
import { wholeNumber } from "./whole-number.ts";

test("decimal digits are a number, within the bounds", () => {
  expect(wholeNumber(1, 20).parse("20")).toBe(20);
  expect(wholeNumber(0).parse("007")).toBe(7);
});

test.each(["0x10", "1e3", " 5", "5 ", "+5", "-5", "5.0", "", "Infinity", "٣", "9".repeat(16), "0", "21"])(
  "%j is refused",
  (text) => {
    expect(wholeNumber(1, 20).safeParse(text).success).toBe(false);
  },
);
