import { anyCharacter } from "@paperledger/events/any-text.fixture";
import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeForTerminal, escapeLinesForTerminal } from "./escape-for-terminal.ts";

test.each([
  ["an escape sequence", "\x1b[2Jgone", "\\x1b[2Jgone"],
  ["a bell", "ding\x07", "ding\\x07"],
  ["a carriage return", "good\rbad", "good\\rbad"],
  ["line feeds and tabs", "a\nb\tc", "a\\nb\\tc"],
  ["a C1 control", "\u009b31m", "\\x9b31m"],
  ["delete", "\x7f", "\\x7f"],
  ["an override of direction", "abc\u202etxt.exe", "abc\\u202etxt.exe"],
  ["an isolate of direction", "\u2066x\u2069", "\\u2066x\\u2069"],
  ["a line separator", "a\u2028b", "a\\u2028b"],
  ["half a surrogate pair", "a\ud800b", "a\\ud800b"],
])("shows %s instead of sending it", (_, text, shown) => {
  expect(escapeForTerminal(text)).toBe(shown);
});

test("leaves the text of every script as it is", () => {
  const text = "Schrödinger — \\alpha 量子 العربية नमस्ते 👩‍🔬";
  expect(escapeForTerminal(text)).toBe(text);
});

test("nothing that a terminal acts upon is left of any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      expect(escapeForTerminal(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

test("keeps line feeds, and them alone, where the text may have lines", () => {
  expect(escapeLinesForTerminal("a\nb\r\n\x1bc")).toBe("a\nb\\r\n\\x1bc");
});
