import { expect, test } from "vitest";
import { readJsonRecord } from "./read-json-record.ts";

const read = (text: string) => {
  const given: object[] = [];
  const record = { number: 1, byteOffset: 0, endByteOffset: text.length, text };
  const parsed = readJsonRecord(record, (object) => {
    given.push(object);
    return { kind: "reject", reason: "read", message: "" };
  });
  return { given, parsed };
};

test("an object is read, and what that gives is given", () => {
  expect(read('{"a":1}')).toEqual({
    given: [{ a: 1 }],
    parsed: { kind: "reject", reason: "read", message: "" },
  });
});

test.each([
  ["{", "malformed"],
  ["", "malformed"],
  ["[{}]", "not-a-paper"],
  ["null", "not-a-paper"],
  ["1", "not-a-paper"],
  ['"{}"', "not-a-paper"],
])("%j is a reject, unread: %s", (text, reason) => {
  expect(read(text)).toMatchObject({ given: [], parsed: { kind: "reject", reason } });
});
