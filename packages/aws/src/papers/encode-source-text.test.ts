import { randomBytes } from "node:crypto";
import { anyCharacter } from "@paperledger/events/any-text.fixture";
import {
  decodeSourceText,
  MAX_SOURCE_TEXT_BYTES,
  type SourceText,
  sourceTextAttributes,
} from "@paperledger/events/source-text";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { encodeSourceText } from "./encode-source-text.ts";
import { itemSizeBytes } from "./item-size.ts";

const WORDS = "words and more words ".repeat(50);

function expectReadBack(item: SourceText & Record<string, string>, expected: SourceText): void {
  const encoded = encodeSourceText(item, "gzip");
  expect(decodeSourceText(z.object(sourceTextAttributes).parse(encoded))).toEqual(expected);
  expect(itemSizeBytes(encoded)).toBeLessThanOrEqual(itemSizeBytes(item));
}

test("any text is read back unchanged, and its item is never larger than with the text", () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.string({ unit: "grapheme", minLength: 100, maxLength: 2_000 }),
    fc.nat(30).map((times) => "<a>b</a>".repeat(times)),
  );
  fc.assert(
    fc.property(text, (raw) => {
      expectReadBack({ paper_id: "demo:1", raw_xml: raw }, { raw_xml: raw });
      expectReadBack({ paper_id: "demo:1", raw_json: raw }, { raw_json: raw });
    }),
  );
});

test("a text that gzip makes smaller is stored as gzip, and the encoding is named", () => {
  expect(encodeSourceText({ raw_xml: WORDS, title: "T" }, "gzip")).toEqual({
    title: "T",
    raw_xml: expect.any(Uint8Array),
    raw_encoding: "gzip",
  });
});

test.each([
  ["a short text", "<a/>"],
  ["a text that gzip does not make smaller", randomBytes(48).toString("base64")],
  ["a text that is too large for readers to decompress", "x".repeat(MAX_SOURCE_TEXT_BYTES + 1)],
])("%s stays text", (_, raw_json) => {
  const item = { raw_json };
  if (raw_json.length < 1_000) expect(encodeSourceText(item, "gzip")).toBe(item);
  else expect(encodeSourceText(item, "gzip") === item).toBe(true);
});

test("an item without a source text does not change, and no item changes if the setting is text", () => {
  const bare: SourceText & { readonly title: string } = { title: "T" };
  const full = { raw_xml: WORDS };
  expect(encodeSourceText(bare, "gzip")).toBe(bare);
  expect(encodeSourceText(full, "text")).toBe(full);
});
