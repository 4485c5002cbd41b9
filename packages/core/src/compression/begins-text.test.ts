import { expect, test } from "vitest";
import { beginsText } from "./begins-text.ts";

test.each([
  ["ASCII", Buffer.from('{"a":1}\r\n\t')],
  ["a byte order mark", Buffer.from("\uFEFFa")],
  ["what is cut off in a character", Buffer.from("Erdős 😀").subarray(0, -2)],
  ["C1 control characters, which stand in real titles", Buffer.from("a\u0096b")],
])("%s is text", (_, head) => {
  expect(beginsText(head)).toBe(true);
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["a zero byte", Buffer.from("a\0b")],
  ["an escape", Buffer.from("a\x1bb")],
  ["Latin-1", Buffer.from("Lovelacé et al.", "latin1")],
  ["a byte that UTF-8 never has", Buffer.of(0x61, 0xff)],
])("%s is none", (_, head) => {
  expect(beginsText(head)).toBe(false);
});
