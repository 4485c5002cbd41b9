import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { anyCharacter } from "./any-text.fixture.ts";
import {
  decodeSourceText,
  MAX_SOURCE_TEXT_BYTES,
  SourceTextError,
  sourceTextAttributes,
} from "./source-text.ts";

const read = (item: unknown) => decodeSourceText(z.object(sourceTextAttributes).parse(item));
const attribute = fc.constantFrom("raw_xml" as const, "raw_json" as const);

test("returns any text unchanged, whether it is stored as text or as gzip", () => {
  fc.assert(
    fc.property(attribute, fc.string({ unit: anyCharacter }), (name, text) => {
      expect(read({ [name]: text })).toEqual({ [name]: text });
      expect(read({ [name]: gzipSync(text), raw_encoding: "gzip" })).toEqual({ [name]: text });
    }),
  );
  expect(read({ raw_xml: gzipSync("\ufeff<a/>"), raw_encoding: "gzip" })).toEqual({ raw_xml: "\ufeff<a/>" });
});

test("a text that is null or absent is left out", () => {
  expect(read({})).toEqual({});
  expect(read({ raw_xml: null, raw_json: "{}", raw_encoding: null })).toEqual({ raw_json: "{}" });
});

test.each([
  [
    "binary without an encoding",
    { raw_xml: gzipSync("<a/>") },
    /^raw_xml: it is binary, but raw_encoding does not/,
  ],
  [
    "text with an encoding",
    { raw_json: "{}", raw_encoding: "gzip" },
    /^raw_json: it is text, but raw_encoding says/,
  ],
  [
    "data that is not gzip",
    { raw_json: Buffer.from("{}"), raw_encoding: "gzip" },
    /^raw_json: .*incorrect header check/,
  ],
  ["empty data", { raw_json: new Uint8Array(), raw_encoding: "gzip" }, /^raw_json: .*unexpected end of file/],
  [
    "bytes that are not UTF-8",
    { raw_xml: gzipSync(Buffer.from([0xff])), raw_encoding: "gzip" },
    /^raw_xml: its gzip data cannot be read: .*not valid/,
  ],
  [
    "a compression bomb",
    { raw_xml: gzipSync(Buffer.alloc(MAX_SOURCE_TEXT_BYTES + 1)), raw_encoding: "gzip" },
    /^raw_xml: its gzip data cannot be read: .*larger than 16777216 bytes/,
  ],
])("%s is an error that names the attribute", (_, item, message) => {
  expect(() => read(item)).toThrow(SourceTextError);
  expect(() => read(item)).toThrow(message);
});

test("gzip data with any byte changed, or cut anywhere, gives the same text or an error, and never another text", () => {
  const text = "<entry><title>Words and more words</title></entry>".repeat(20);
  const bytes = gzipSync(text);
  const broken = fc.oneof(
    fc.nat(bytes.length - 1).map((length) => bytes.subarray(0, length)),
    fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ change;
      return changed;
    }),
  );
  fc.assert(
    fc.property(broken, (raw_xml) => {
      try {
        expect(read({ raw_xml, raw_encoding: "gzip" })).toEqual({ raw_xml: text });
      } catch (error) {
        expect(error).toBeInstanceOf(SourceTextError);
      }
    }),
  );
});

test("an encoding that this version does not know is named", () => {
  const parsed = z.object(sourceTextAttributes).safeParse({ raw_xml: "", raw_encoding: "zstd" });
  expect(parsed.error?.issues).toMatchObject([
    { path: ["raw_encoding"], message: expect.stringMatching(/^"zstd" is not an encoding .* newer version/) },
  ]);
});
