import { anyCharacter } from "@paperledger/events/any-text.fixture";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeHead, decodeUtf8 } from "./decode-utf8.ts";

describe("decodeUtf8", () => {
  test("gives any valid text as it is, a byte order mark included", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(decodeUtf8(Buffer.from(text.toWellFormed()))).toEqual({ text: text.toWellFormed() });
      }),
    );
    expect(decodeUtf8(Buffer.from("\uFEFFa"))).toEqual({ text: "\uFEFFa" });
  });

  test.each([
    ["a byte that never stands in UTF-8", [0x61, 0xc3, 0xa9, 0xff, 0x62], 3, "aé\uFFFDb"],
    ["a character of which the second byte is another's", [0x61, 0xc3, 0x28, 0x62], 2, "a\uFFFD(b"],
    ["a character that is cut off", [0x61, 0xe2, 0x82], 2, "a\uFFFD"],
    ["an encoded surrogate", [0xed, 0xa0, 0x80], 1, "\uFFFD\uFFFD\uFFFD"],
    ["a lone byte", [0x80], 0, "\uFFFD"],
  ])("names the place of %s", (_, bytes, invalidAt, text) => {
    expect(decodeUtf8(Buffer.from(bytes))).toEqual({ text, invalidAt });
  });
});

describe("decodeHead", () => {
  test("leaves out a byte order mark, and a character that is cut in two", () => {
    expect(decodeHead(Buffer.from("\uFEFFaé"), 5)).toBe("a");
    expect(decodeHead(Buffer.from("\uFEFFaé"), 6)).toBe("aé");
  });
});
