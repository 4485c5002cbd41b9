import { expect, test } from "vitest";
import { fields, wrapped } from "./fields.ts";

test("labels stand in one column and texts in another", () => {
  expect(
    fields([
      ["a", "1"],
      ["label", "2"],
    ]),
  ).toBe("  a      1\n  label  2");
});

test("a long text goes on below itself", () => {
  expect(fields([["title", "a text that has more words than the line"]], { width: 30 })).toBe(
    "  title  a text that has more\n         words than the line",
  );
});

test("wrapping parts at spaces alone, and keeps lines that are there", () => {
  expect(wrapped("one two\nthree incomprehensible four", 9)).toEqual([
    "one two",
    "three",
    "incomprehensible",
    "four",
  ]);
});
