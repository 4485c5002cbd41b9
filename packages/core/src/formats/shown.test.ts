import { expect, test } from "vitest";
import { shown } from "./shown.ts";

test("text is shown on one line, control characters and half characters escaped", () => {
  expect(shown('a "b"\n\0\ud83d')).toBe('"a \\"b\\"\\n\\u0000\\ud83d"');
});

test("long text is cut, and that it was is to be seen", () => {
  expect(shown("x".repeat(81))).toBe(`"${"x".repeat(80)}"...`);
  expect(shown("x".repeat(80))).toBe(`"${"x".repeat(80)}"`);
});
