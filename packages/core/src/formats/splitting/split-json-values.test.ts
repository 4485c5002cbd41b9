import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collect, inChunks } from "../fixtures/byte-streams.ts";
import { CONTEXT } from "../fixtures/contexts.ts";
import { splitJsonValues } from "./split-json-values.ts";

const split = (file: Buffer | string, maxRecordBytes = 1_000, ...sizes: readonly number[]) =>
  collect(splitJsonValues(inChunks(file, ...sizes), { ...CONTEXT, maxRecordBytes }));

/** The records' texts, which must be the same for every size of chunks. */
async function texts(file: string): Promise<readonly string[]> {
  const whole = await split(file);
  if (whole.error) throw whole.error;
  for (let size = 1; size < 20; size++) expect(await split(file, 1_000, size)).toEqual(whole);
  return whole.items.map(({ text }) => text);
}

describe("each element of an array is a record", () => {
  test.each<[string, string, string[]]>([
    ["of a compact array", '[{"a":1},{"b":2}]', ['{"a":1}', '{"b":2}']],
    ["of a pretty one", '[\n  {\n    "a": 1\n  },\n  {"b": 2}\n]\n', ['{\n    "a": 1\n  }', '{"b": 2}']],
    ["after a byte order mark", '\uFEFF [{"a":1}]', ['{"a":1}']],
    ["that nests", '[{"a":[{"b":[]},[1,2]],"c":{}},3]', ['{"a":[{"b":[]},[1,2]],"c":{}}', "3"]],
    ["that is no object", '[1, "x,]", null, [1,[2]], true]', ["1", '"x,]"', "null", "[1,[2]]", "true"]],
    ["whose strings look like structure", '[{"a":"},{]["},{"b":"\\\\"}]', ['{"a":"},{]["}', '{"b":"\\\\"}']],
    [
      "whose strings have escaped quotes",
      '[{"a":"\\"},{\\\\\\""},"\\\\\\\\"]',
      ['{"a":"\\"},{\\\\\\""}', '"\\\\\\\\"'],
    ],
    ["of several arrays one after another", "[1] [2,3]\n[][4]", ["1", "2", "3", "4"]],
  ])("%s", async (_, file, expected) => {
    expect(await texts(file)).toEqual(expected);
  });

  test.each(["[]", " [ \n ] ", "\uFEFF[]"])("none in %j", async (file) => {
    expect(await texts(file)).toEqual([]);
  });

  test("with its number and its place, in bytes", async () => {
    expect((await split('[ "é" ,\n{"a":1}\n]')).items).toEqual([
      { number: 1, byteOffset: 2, endByteOffset: 6, text: '"é"' },
      { number: 2, byteOffset: 9, endByteOffset: 16, text: '{"a":1}' },
    ]);
  });
});

describe("an object that stands by itself is a record", () => {
  test.each<[string, string, string[]]>([
    ["laid out over lines", '{\n  "a": "}"\n}\n', ['{\n  "a": "}"\n}']],
    ["one after another", '{"a":{}}{"b":2}\n{\n}', ['{"a":{}}', '{"b":2}', "{\n}"]],
  ])("%s", async (_, file, expected) => {
    expect(await texts(file)).toEqual(expected);
  });
});

describe("a malformed element is a record by itself, and splitting goes on at the next comma", () => {
  test.each<[string, string, string[]]>([
    ["junk", '[{"a":1}, oops \0, {"b":2}]', ['{"a":1}', "oops \0", '{"b":2}']],
    ["a brace too many", '[{"a":1}},{"b":2}]', ['{"a":1}}', '{"b":2}']],
    ["a bracket too few", '[{"a":[1},{"b":2}]', ['{"a":[1}', '{"b":2}']],
    ["a bracket too many", '[{"a":1]},{"b":2}]', ['{"a":1]}', '{"b":2}']],
    ["an unescaped line break in a string", '[{"a":"x\ny"},{"b":2}]', ['{"a":"x\ny"}', '{"b":2}']],
    ["no comma between", '[{"a":1} {"b":2},{"c":3}]', ['{"a":1} {"b":2}', '{"c":3}']],
    ["nothing between commas", "[1,,2,]", ["1", "", "2", ""]],
  ])("%s", async (_, file, expected) => {
    expect(await texts(file)).toEqual(expected);
  });
});

describe("a file that ends within an array is truncated, after its whole records", () => {
  test.each<[string, string[]]>([
    ['[{"a":1},{"b":', ['{"a":1}']],
    ['[{"a":1},{"b":"\\', ['{"a":1}']],
    ['[{"a":1},', ['{"a":1}']],
    ['[{"a":1}', ['{"a":1}']],
    ['[{"a":1}\n ', ['{"a":1}']],
    ["[12", []],
    ["[", []],
    ['{"a":1', []],
    ['[{"a":1}][{"b":2}', ['{"a":1}', '{"b":2}']],
  ])("%j", async (file, expected) => {
    const { items, error } = await split(file, 1_000, 1);
    expect(items.map(({ text }) => text)).toEqual(expected);
    expect(error).toMatchObject({
      name: "BatchFileError",
      reason: "truncated",
      message: expect.stringContaining(`ends at byte ${file.length}`),
    });
  });
});

test("what is neither array nor object between the top values is malformed, after the records before it", async () => {
  const { items, error } = await split('[{"a":1}] x');
  expect(items).toHaveLength(1);
  expect(error).toMatchObject({ reason: "malformed", message: expect.stringContaining('byte 10 is "x"') });
});

test("an element over the limit is too large, and the next one is whole", async () => {
  const large = `{"a":"${'\\\\\\"'.repeat(2_000)}"}`;
  const file = `[${large} , {"b":2}]`;
  for (const size of [1, 7, 100, 10_000]) {
    const { items, error } = await split(file, 1_000, size);
    expect(error).toBeUndefined();
    expect(items).toMatchObject([
      { byteOffset: 1, text: large.slice(0, 1_000), problem: { reason: "too-large" } },
      { byteOffset: file.length - 8, text: '{"b":2}' },
    ]);
  }
});

test("records are the values of the array, the same however it is chunked, and stand where they say", async () => {
  const layout = fc.constantFrom(undefined, 2, "\t");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue({ maxDepth: 3 })),
      layout,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (values, space, sizes) => {
        const file = Buffer.from(JSON.stringify(values, null, space));
        const { items, error } = await split(file, 1_000_000);
        expect(error).toBeUndefined();
        expect(items.map(({ text }) => JSON.stringify(JSON.parse(text)))).toEqual(
          values.map((value) => JSON.stringify(value)),
        );
        expect((await split(file, 1_000_000, ...sizes)).items).toEqual(items);
        for (const { byteOffset, endByteOffset, text } of items)
          expect(file.toString("utf8", byteOffset, endByteOffset)).toBe(text);
      },
    ),
  );
});

test("structure of any kind is split the same however it is chunked", async () => {
  const piece = fc.constantFrom("[", "]", "{", "}", ",", '"', "\\", '\\"', " ", "\n", "é", "1", ":");
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 60 }).map((pieces) => `[${pieces.join("")}`),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
      async (file, sizes) => {
        expect(await split(file, 12, ...sizes)).toEqual(await split(file, 12));
      },
    ),
    { numRuns: 500 },
  );
});
