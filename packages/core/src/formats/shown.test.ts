import { expect, test } from "vitest";
import { shown, shownBytes } from "./shown.ts";

test("text is shown on one line, control characters and half characters escaped", () => {
  expect(shown('a "b"\n\0\ud83d')).toBe('"a \\"b\\"\\n\\u0000\\ud83d"');
});

test("long text is cut, and that it was is to be seen", () => {
  expect(shown("x".repeat(81))).toBe(`"${"x".repeat(80)}"...`);
  expect(shown("x".repeat(80))).toBe(`"${"x".repeat(80)}"`);
});

test.each([
  ["text", Buffer.from("Rate exceeded.\n"), '"Rate exceeded.\\n"'],
  ["long text", Buffer.alloc(81, "x"), `"${"x".repeat(80)}"...`],
  ["text that is cut in a character", Buffer.from(`${"x".repeat(79)}é`), `"${"x".repeat(79)}"...`],
  ["text that goes on as none", Buffer.from(`${"x".repeat(80)}\0`), `"${"x".repeat(80)}"...`],
  ["bytes that are not text", Buffer.of(0xff, 0xfe, 0x3c, 0x00), "the bytes ff fe 3c 00"],
  ["much of it", Buffer.alloc(17, "a\0"), `the bytes ${"61 00 ".repeat(8).trim()}...`],
])("of a file that begins with %s, that is shown", (_, bytes, expected) => {
  expect(shownBytes(bytes)).toBe(expected);
});
