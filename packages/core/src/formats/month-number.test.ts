import { expect, test } from "vitest";
import { monthNumber } from "./month-number.ts";

test.each([
  ["1", "01"],
  ["01", "01"],
  ["12", "12"],
  ["Jan", "01"],
  ["may", "05"],
  ["DEC", "12"],
  ["September", "09"],
])("the number of month %j is %s", (text, expected) => {
  expect(monthNumber(text)).toBe(expected);
});

test.each(["", "0", "13", "123", "Spring", "Ja", "Jan-Feb", "x"])("%j is not a month", (text) => {
  expect(monthNumber(text)).toBeUndefined();
});
