import { expect, test } from "vitest";
import { withVisibleMarks } from "./visible-marks.ts";

test("marks of direction are seen, and letters of any direction stay as they are", () => {
  expect(withVisibleMarks("\u202egnp.exe\u2066 \u05d0\u05d1 a")).toBe("\\u202egnp.exe\\u2066 \u05d0\u05d1 a");
});

test("control characters are seen, and lines stay lines", () => {
  expect(withVisibleMarks("a\u0000\u001b[31m\u009b b\tc\r\nd")).toBe("a\\u0000\\u001b[31m\\u009b b\tc\r\nd");
});
