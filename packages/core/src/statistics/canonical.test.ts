import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonical } from "./canonical.ts";

/** Returns the same value, with the keys of each object in the opposite order. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, turned(inner)]),
  );
};

test("the order of keys does not change the text", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => canonical(value) === canonical(turned(value))));
});

test("values that differ have different texts", () => {
  const arbitrary = fc.jsonValue({ maxDepth: 2 });
  fc.assert(
    fc.property(arbitrary, arbitrary, (a, b) => {
      // JSON has no negative zero.
      const [one, other] = [a, b].map((value) => JSON.parse(JSON.stringify(value)));
      return isDeepStrictEqual(one, other) === (canonical(a) === canonical(b));
    }),
  );
});

test("a list differs from an object, and a key without a value is left out", () => {
  const values = [["a", 1], { a: 1 }, { list: ["a", 1] }, [["a", 1]], {}, [], null, "a", { a: null }];
  expect(new Set(values.map(canonical)).size).toBe(values.length);
  expect(canonical({ a: 1, b: undefined })).toBe(canonical({ a: 1 }));
  expect(canonical(undefined)).toBe(canonical(null));
});
