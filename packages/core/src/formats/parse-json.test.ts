import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";

test.each([
  ["a tab", '{"a":"b\tc"}', { a: "b c" }],
  ["a line feed", '{"a":"b\nc"}', { a: "b c" }],
  ["nul and others", '{"a\0":"b\u0001\u001fc"}', { "a ": "b  c" }],
  ["one between values", '{\u001e"a":1}', { a: 1 }],
  ["an escaped one, which stays", '{"a":"b\\tc\\u0001\u0001"}', { a: "b\tc\u0001 " }],
])("a control character is a space: %s", (_, text, value) => {
  expect(parseJson(text)).toEqual({ value });
});

test.each([
  ['{"score":NaN,"high":Infinity,"low":-Infinity}', { score: null, high: null, low: null }],
  ['["NaN is \\"NaN\\", -Infinity",NaN]', ['NaN is "NaN", -Infinity', null]],
  ['{"NaN":[ NaN ,\t{"x":NaN}]}', { NaN: [null, { x: null }] }],
])("what Python writes for no number is null: %s", (text, value) => {
  expect(parseJson(text)).toEqual({ value });
});

test.each(['{"a":NaNa}', '{"a":nan}', '{"a":"NaN}', "NaN NaN"])("%s is not JSON for that", (text) => {
  expect(parseJson(text)).toEqual({ error: expect.any(String) });
});

test("of any JSON, with control characters anywhere in its strings, the rest is read", () => {
  const control = fc.integer({ min: 0, max: 0x1f }).map((code) => String.fromCharCode(code));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), control)), (parts) => {
      const text = `["${parts.map(([part, raw]) => JSON.stringify(part).slice(1, -1) + raw).join("")}"]`;
      expect(parseJson(text)).toEqual({ value: [parts.map(([part]) => `${part} `).join("")] });
    }),
  );
});

test.each([
  ["{", /position 1/],
  ["{\t", /position 2/],
  ["", /end of JSON/],
])("%j is not JSON, and the error says why", (text, reason) => {
  expect(parseJson(text)).toEqual({ error: expect.stringMatching(reason) });
});

test.each([
  ["a string that is never closed", `{"id":NaN,"title":"${'\\"'.repeat(250_000)}`],
  ["many strings that are never closed", `{"id":NaN${'"\\"'.repeat(150_000)}`],
])("a broken text with NaN and %s is told as broken, in one pass", (_what, text) => {
  expect(parseJson(text)).toHaveProperty("error");
});

test("a long string with escapes stays as it is beside NaN", () => {
  const title = '\\" NaN \\\\'.repeat(1_000_000);
  expect(parseJson(`{"id":NaN,"title":"${title}"}`)).toEqual({
    value: { id: null, title: '" NaN \\'.repeat(1_000_000) },
  });
});
