import { anyCharacter } from "@paperledger/events/any-text.fixture";
import fc from "fast-check";
import { expect, test } from "vitest";
import { normaliseText } from "./normalise-text.ts";

test.each([
  ["A Study of\n  Titles", "A Study of Titles"],
  ["  \r\n\tboth ends \u00a0", "both ends"],
  ["a\tb\u2009c\u3000d", "a b c d"],
  ["nul\0and\u0085others\u001f \u007f.", "nul and others ."],
  ["half \ud83d a character", "half \uFFFD a character"],
  ["a whole \u{1F600} one", "a whole \u{1F600} one"],
  [" ", ""],
])("%j is %j", (text, expected) => {
  expect(normaliseText(text)).toBe(expected);
});

test("the result needs no more normalising, and loses only white space and controls", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      const normalised = normaliseText(text);
      expect(normaliseText(normalised)).toBe(normalised);
      expect(normalised).not.toMatch(/^\s|\s$|\s\s|[^\S ]|\p{Cc}/u);
      const kept = (all: string) => all.toWellFormed().replace(/[\s\p{Cc}]/gu, "");
      expect(kept(normalised)).toBe(kept(text));
    }),
  );
});
