import { expect, test } from "vitest";
import type { ParsedRecord } from "./format.ts";
import { readXmlRecord } from "./read-xml-record.ts";

const recordOf = (text: string) => ({ number: 1, byteOffset: 0, endByteOffset: text.length, text });

test("an element is read, and what that gives is given", () => {
  const read = ({ name }: { readonly name: string }): ParsedRecord => ({
    kind: "reject",
    reason: "read",
    message: name,
  });
  expect(readXmlRecord(recordOf("<a:b/>"), read)).toMatchObject({ reason: "read", message: "b" });
});

test.each(["", "text", "<a>", "<a/><b/>", "<a>&</a>"])("%j is a reject, unread", (text) => {
  const read = (): ParsedRecord => {
    throw new Error("this record is not to be read");
  };
  expect(readXmlRecord(recordOf(text), read)).toMatchObject({ kind: "reject", reason: "malformed" });
});

test("an error of the reading is thrown", () => {
  const read = (): ParsedRecord => {
    throw new RangeError("mine");
  };
  expect(() => readXmlRecord(recordOf("<a/>"), read)).toThrow(RangeError);
});
