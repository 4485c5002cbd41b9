import { expect, test } from "vitest";
import { itemBytes, readUnits, TRANSACTION_FACTOR, writeUnits } from "./item-size.ts";

test("an item counts the bytes of its names and values, and what lists and maps add", () => {
  expect(itemBytes({ id: { S: "é" } })).toBe(4);
  expect(itemBytes({ n: { N: "27" } })).toBe(3);
  expect(itemBytes({ n: { N: "-1234567" } })).toBe(6);
  expect(itemBytes({ b: { BOOL: true }, z: { NULL: true } })).toBe(4);
  expect(itemBytes({ l: { L: [{ S: "ab" }, { S: "c" }] } })).toBe(1 + 3 + 3 + 2);
  expect(itemBytes({ m: { M: { a: { S: "bc" } } } })).toBe(1 + 3 + 1 + 3);
  expect(itemBytes({ s: { SS: ["ab", "c"] } })).toBe(4);
});

test("AWS's examples of units: 8 KB read, 3,500 bytes read, 2 KB written, three items of 500 bytes in a transaction", () => {
  expect(readUnits(8 * 1_024, true)).toBe(2);
  expect(readUnits(8 * 1_024, false)).toBe(1);
  expect(readUnits(3_500, true)).toBe(1);
  expect(writeUnits(2 * 1_024)).toBe(2);
  expect(writeUnits(2 * 1_024) * TRANSACTION_FACTOR).toBe(4);
  expect(3 * writeUnits(500) * TRANSACTION_FACTOR).toBe(6);
});
