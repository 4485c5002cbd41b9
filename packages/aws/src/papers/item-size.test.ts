import { anyCharacter } from "@paperledger/events/any-text.fixture";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ItemValue, itemSizeAtMostBytes, itemSizeBytes } from "./item-size.ts";

// The documented calculation, term by term. The name "a" is one byte of each.
test.each<[string, ItemValue, number]>([
  ["a text by its UTF-8 bytes", "äö€😀", 1 + 2 + 2 + 3 + 4],
  ["an empty text", "", 1],
  ["null as one byte", null, 1 + 1],
  ["a boolean as one byte", false, 1 + 1],
  ["binary by its bytes", new Uint8Array(1024), 1 + 1024],
  ["an empty list as its overhead", [], 1 + 3],
  ["each element of a list as one byte and itself", ["xy", "z"], 1 + 3 + (1 + 2) + (1 + 1)],
  ["an empty map as its overhead", {}, 1 + 3],
  ["each element of a map as one byte, name and value", { bc: "d" }, 1 + 3 + (1 + 2 + 1)],
  ["a number by pairs of significant digits and one byte", 12_345, 1 + 3 + 1],
  ["a number without the zeros at its ends", 1_000_000_000, 1 + 1 + 1],
  ["zero as one byte", 0, 1 + 1],
  ["a fraction without its leading zeros", 0.0012, 1 + 1 + 1],
])("an item's size counts %s", (_what, value, expected) => {
  expect(itemSizeBytes({ a: value })).toBe(expected);
});

test("an item's size is the sum of its attributes, names by their UTF-8 bytes", () => {
  expect(itemSizeBytes({ é: "1", bb: "22" })).toBe(2 + 1 + 2 + 2);
});

test("the upper limit of the size is never below the size", () => {
  const text = fc.string({ unit: anyCharacter });
  const item = fc.dictionary(text, fc.oneof(text, fc.array(text), fc.dictionary(text, text), fc.integer()));
  fc.assert(
    fc.property(item, (any) => {
      expect(itemSizeBytes(any)).toBeLessThanOrEqual(itemSizeAtMostBytes(any));
    }),
  );
});
