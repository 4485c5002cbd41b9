import { describe, expect, test } from "vitest";
import * as z from "zod";
import { reject } from "./format.ts";
import {
  lenientList,
  lenientNumber,
  lenientText,
  optionalList,
  optionalText,
  readJsonFields,
} from "./read-json-fields.ts";

const schema = z.object({ title: optionalText, authors: optionalList(z.object({ name: optionalText })) });

function read(text: string) {
  const given: unknown[] = [];
  const parsed = readJsonFields({ number: 1, byteOffset: 0, endByteOffset: 1, text }, schema, (fields) => {
    given.push(fields);
    return reject("read", "");
  });
  return { given, parsed };
}

describe("an object with the fields is read", () => {
  test.each([
    ['{"title":" a\\n b ","authors":[{"name":"c"}],"more":1}', { title: "a b", authors: [{ name: "c" }] }],
    ["{}", { title: "", authors: [] }],
    ['{"title":null,"authors":null}', { title: "", authors: [] }],
    ['{"authors":[null,{"name":null},{}]}', { title: "", authors: [{ name: "" }, { name: "" }] }],
  ])("%s", (text, fields) => {
    expect(read(text)).toMatchObject({ given: [fields], parsed: { reason: "read" } });
  });
});

test.each([
  ['{"title":1}', "bad-field", "title "],
  ['{"authors":{}}', "bad-field", "authors "],
  ['{"authors":[{"name":"a"},{"name":[]}]}', "bad-field", "authors.1.name "],
  ["{", "malformed", "not JSON"],
  ["[]", "not-a-paper", "JSON object"],
])("%s is a reject, unread: %s", (text, reason, message) => {
  expect(read(text)).toMatchObject({
    given: [],
    parsed: { kind: "reject", reason, message: expect.stringContaining(message) },
  });
});

describe("a field that a paper can do without is read where it can be, and empty where not", () => {
  test.each([
    [" a\n b ", "a b"],
    [null, ""],
    [undefined, ""],
    [1, ""],
    [["a"], ""],
  ])("the text %j is %j", (given, text) => {
    expect(lenientText.parse(given)).toBe(text);
  });

  test.each([
    [
      ["a", null, "b"],
      ["a", "b"],
    ],
    [
      ["a", 1, {}, "b"],
      ["a", "b"],
    ],
    [null, []],
    [undefined, []],
    ["a", []],
    [{ 0: "a" }, []],
  ])("the list %j is %j", (given, list) => {
    expect(lenientList(z.string()).parse(given)).toEqual(list);
  });

  test.each([
    [0.3, 0.3],
    ["0.3", 0.3],
    ["2020", 2020],
    ["", null],
    ["x", null],
    ["2020a", null],
    [true, null],
    [[1], null],
  ])("the number %j is %j", (given, number) => {
    expect(lenientNumber.parse(given)).toBe(number);
  });
});
