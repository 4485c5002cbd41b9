import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";

export type RawItem = Record<string, AttributeValue>;

const numbers = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom("-1", "0.5", "1e30", "-1E-120", "9007199254740993", "9".repeat(38), "8.5e125"),
);
const texts = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("", "constructor", "__proto__", "2024-01-01T00:00:00.000Z", "a\u0000b\n\u001b[2J"),
);
const bytes = fc.uint8Array({ minLength: 1, maxLength: 4 });
const names = fc
  .oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.constantFrom("constructor", "processed", "0"))
  .filter((name) => name !== "__proto__");

/** Generates any value that an attribute of DynamoDB can have. */
const arbitraryAttribute: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    texts.map((S) => ({ S })),
    numbers.map((N) => ({ N })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true as const }),
    bytes.map((B) => ({ B })),
    fc
      .uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 })
      .map((SS) => ({ SS })),
    fc.uniqueArray(fc.integer({ max: 9 }).map(String), { minLength: 1, maxLength: 3 }).map((NS) => ({ NS })),
    bytes.map((each) => ({ BS: [each] })),
    fc.array(tie("value"), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(names, tie("value"), { maxKeys: 3 }).map((M) => ({ M })),
  ),
})).value;

/** Generates an item from a good one. A few attributes, at any depth, have another value, are missing, or are new. */
export const arbitrarilyBroken = (good: RawItem): fc.Arbitrary<RawItem> =>
  fc
    .array(fc.tuple(fc.nat(), fc.nat(), fc.option(arbitraryAttribute)), { minLength: 1, maxLength: 3 })
    .map((breaks) => {
      const item = structuredClone(good);
      for (const [at, inside, value] of breaks) breakAt(item, at, inside, value);
      return item;
    });

function breakAt(item: RawItem, at: number, inside: number, value: AttributeValue | null): void {
  const attributes = [...Object.keys(item), "extra"];
  const name = attributes[at % attributes.length] ?? "extra";
  const map = item[name]?.M;
  if (map && inside % 4 > 0) breakAt(map, inside, Math.floor(inside / 4), value);
  else if (value === null) delete item[name];
  else item[name] = value;
}

/** Generates an item with these attributes, each with any value. */
export const arbitraryItem = (attributes: readonly string[]): fc.Arbitrary<RawItem> =>
  fc.dictionary(fc.constantFrom(...attributes, "extra"), arbitraryAttribute);
