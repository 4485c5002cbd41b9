import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collect, inChunks } from "../fixtures/byte-streams.ts";
import { CONTEXT } from "../fixtures/contexts.ts";
import type { JsonRecords } from "../kind-of-json.ts";
import { splitJson } from "./split-json.ts";

/** Records have a member `a`. They stand in the array `items` of an object, or of its member `message`. */
const RECORDS: JsonRecords = {
  isRecord: (object) => "a" in object,
  pages: [["message", "items"], ["items"]],
};

const split = (file: Buffer | string, maxRecordBytes = 1_000, ...sizes: readonly number[]) =>
  collect(splitJson(RECORDS)(inChunks(file, ...sizes), { ...CONTEXT, maxRecordBytes }));

/** Returns the records' texts, and checks that they are the same for every chunk size. */
async function texts(file: string): Promise<readonly string[]> {
  const whole = await split(file);
  if (whole.error) throw whole.error;
  for (let size = 1; size < 20; size++) expect(await split(file, 1_000, size)).toEqual(whole);
  return whole.items.map(({ text }) => text);
}

describe("each object is a record", () => {
  test.each<[string, string, string[]]>([
    ["a line", '{"a":1}\n{"a":2}\r\n\n{"a":3}', ['{"a":1}', '{"a":2}', '{"a":3}']],
    ["with nothing between", '{"a":{}}{"a":"}{"}{"b":2}', ['{"a":{}}', '{"a":"}{"}', '{"b":2}']],
    [
      "with a space, a comma or \\r between",
      '{"a":1} {"a":2},{"a":3}\r{"a":4},\n{"a":5},',
      ['{"a":1}', '{"a":2}', '{"a":3}', '{"a":4}', '{"a":5}'],
    ],
    [
      "with record separators",
      '\x1e{"a":1}\n\x1e{"a":2}\n\x1e{"a":3}\x1e{"a":4}',
      ['{"a":1}', '{"a":2}', '{"a":3}', '{"a":4}'],
    ],
    ["with byte order marks", '\uFEFF{"a":1}\n\uFEFF{"a":2}\uFEFF', ['{"a":1}', '{"a":2}']],
    [
      "of two files, of which the first has no newline at its end",
      '{"a":1}\n{"a":2}{"a":3}\n{"a":4}\n',
      ['{"a":1}', '{"a":2}', '{"a":3}', '{"a":4}'],
    ],
    [
      "spread over several lines",
      '{\n  "a": "}"\n}\n{\n}{\r\n"a":2}',
      ['{\n  "a": "}"\n}', "{\n}", '{\r\n"a":2}'],
    ],
    ["in a compact array", '[{"a":1},{"b":2}]', ['{"a":1}', '{"b":2}']],
    ["in a pretty one", '[\n  {\n    "a": 1\n  },\n  {"b": 2}\n]\n', ['{\n    "a": 1\n  }', '{"b": 2}']],
    ["in an array with a record a line", '[{"a":1},\n{"a":2},\n{"a":3}]', ['{"a":1}', '{"a":2}', '{"a":3}']],
    [
      "in several arrays",
      '[{"a":1}] [{"a":2},{"a":3}]\n[][{"a":4}]',
      ['{"a":1}', '{"a":2}', '{"a":3}', '{"a":4}'],
    ],
    ["in arrays of arrays", '[[{"a":1}],[{"a":2}]]', ['{"a":1}', '{"a":2}']],
    ["that nests", '[{"a":[{"b":[]},[1,2]],"c":{}}]', ['{"a":[{"b":[]},[1,2]],"c":{}}']],
    ["whose strings look like structure", '[{"a":"},{]["},{"b":"\\\\"}]', ['{"a":"},{]["}', '{"b":"\\\\"}']],
    [
      "whose strings have escaped quotes",
      '[{"a":"\\"},{\\\\\\""},{"a":"\\\\\\\\"}]',
      ['{"a":"\\"},{\\\\\\""}', '{"a":"\\\\\\\\"}'],
    ],
    ["of a page", '{"n":2,"items":[{"a":1},{"b":2}],"z":"]}"}', ['{"a":1}', '{"b":2}']],
    [
      "of a page deeper down",
      '{"status":"ok","message":{"facets":{"items":[1]},"items":[{"a":1}],"total":9}}',
      ['{"a":1}'],
    ],
    [
      "of a pretty page",
      '{\n  "m": [\n    {"n": 1}\n  ],\n  "items" : [\n    {\n      "a": 1\n    }\n  ]\n}\n',
      ['{\n      "a": 1\n    }'],
    ],
    ["of a page that has one object there", '{"items":{"a":1},"n":1}', ['{"a":1}']],
    [
      "of pages one after another",
      '{"items":[{"a":1}]}{"items":[]}\n{"b":2,"items":[{"a":3}]}',
      ['{"a":1}', '{"a":3}'],
    ],
    ["of pages in an array", '[{"items":[{"a":1}]},\n{"items":[{"a":2}]}]', ['{"a":1}', '{"a":2}']],
    [
      "of pages a line, with records between",
      '{"items":[{"a":1},{"a":2}]}\n{"a":3}\n{"items":[{"a":4}]}\n',
      ['{"a":1}', '{"a":2}', '{"a":3}', '{"a":4}'],
    ],
    [
      "where the name of the array comes twice",
      '{"items":[{"a":1}],"items":[{"a":2}]}',
      ['{"a":1}', '{"a":2}'],
    ],
    ["that has a member of that name itself", '{"a":1,"items":[{"a":2}]}', ['{"a":1,"items":[{"a":2}]}']],
  ])("%s", async (_, file, expected) => {
    expect(await texts(file)).toEqual(expected);
  });

  test.each(["[]", " [ \n ] ", "\uFEFF[]", "\n,\x1e\n", '{"items":[]}', '[{"items":[]},{"items":[]}]'])(
    "none in %j",
    async (file) => {
      expect(await texts(file)).toEqual([]);
    },
  );

  test("with its number, its place in bytes, and its value", async () => {
    const a = {
      number: 1,
      byteOffset: 2,
      endByteOffset: 10,
      text: '{"a":"é"}'.slice(0, 9),
      json: { a: "é" },
    };
    expect((await split('[ {"a":"é"} ,\n{"a":1}\n]')).items).toEqual([
      { ...a, endByteOffset: 12 },
      { number: 2, byteOffset: 15, endByteOffset: 22, text: '{"a":1}', json: { a: 1 } },
    ]);
  });
});

describe("a value that is not an object is a record that is rejected", () => {
  test.each<[string, string, string[]]>([
    ["in an array", '[{"a":1}, "x,]", null, [1,[2]], true]', ['{"a":1}', '"x,]"', "null", "[1,[2]]", "true"]],
    ["on lines", 'null\n"x"\n42\n[1,2]\n{"a":1}\n', ["null", '"x"', "42", "[1,2]", '{"a":1}']],
    ["on a page", '{"items":[1,[2],{"a":3}]}', ["1", "[2]", '{"a":3}']],
  ])("%s", async (_, file, expected) => {
    expect(await texts(file)).toEqual(expected);
  });
});

describe("broken text is a separate record, and cutting continues after it", () => {
  const page = (...records: string[]) => `{"n":1,"message":{"items":[${records.join(",")}],"total":9}}`;

  test.each<[string, string, string[]]>([
    ["junk in an array", '[{"a":1}, oops \0, {"a":2}]', ['{"a":1}', "oops \0", '{"a":2}']],
    ["a bracket too few", '[{"a":[1},{"a":2}]', ['{"a":[1}', '{"a":2}']],
    ["a bracket too many", '[{"a":1]},{"a":2}]', ['{"a":1]}', '{"a":2}']],
    ["a line", '{"a":1}\n{"a":{"\n{"a":3}', ['{"a":1}', '{"a":{"', '{"a":3}']],
    ["the first line", '{"a":1\n{"a":2}\n{"a":3}', ['{"a":1', '{"a":2}', '{"a":3}']],
    [
      "lines one after another",
      '{"a":1\n{"b":oops}\n{"a":3\n{"a":4}',
      ['{"a":1', '{"b":oops}', '{"a":3', '{"a":4}'],
    ],
    [
      "an object that is cut off before the next",
      '{"a":1,"b":"x{"a":2}{"a":3}',
      ['{"a":1,"b":"x', '{"a":2}', '{"a":3}'],
    ],
    ["the last line", '{"a":1}\n{"a":2', ['{"a":1}', '{"a":2']],
    ["a line without a name", '{"a":1}\n{broken\n[1]\n', ['{"a":1}', "{broken", "[1]"]],
    [
      "text between lines",
      '{"a":1}\nRate exceeded.\nTry again.\n{"a":2}',
      ['{"a":1}', "Rate exceeded.\nTry again.", '{"a":2}'],
    ],
    ["text at the end", '{"a":1}\nRate exceeded.', ['{"a":1}', "Rate exceeded."]],
    [
      "HTML between pages",
      `${page('{"a":1}')}\n<html>{ x }</html>\n${page('{"a":2}')}`,
      ['{"a":1}', "<html>{ x }</html>", '{"a":2}'],
    ],
    [
      "a page that is cut off within a record",
      `{"items":[{"a":1},{"a":2,"b":"x\n${page('{"a":3}')}`,
      ['{"a":1}', '{"a":2,"b":"x', '{"a":3}'],
    ],
    [
      "a page that is cut off between records",
      `{"items":[{"a":1}\n${page('{"a":2}')}`,
      ['{"a":1}', "", '{"a":2}'],
    ],
    [
      "a page that is cut off behind its records",
      `{"message":{"items":[{"a":1}],"n":{"b":"x\n${page('{"a":2}')}`,
      ['{"a":1}', '"n":{"b":"x', '{"a":2}'],
    ],
    [
      "a page that is cut off before its records",
      `{"n":{"x":"\n${page('{"a":2}')}`,
      ['{"n":{"x":"', '{"a":2}'],
    ],
    ["an array that is cut off", '[{"a":1},{"a":"x\n[{"a":2}]', ['{"a":1}', '{"a":"x', '{"a":2}']],
    ["a page that goes on as text", '{"items":[{"a":1}] oops', ['{"a":1}', "oops"]],
    [
      "a page with a broken record",
      page('{"a":1}', '{"a":oops}', '{"a":2}'),
      ['{"a":1}', '{"a":oops}', '{"a":2}'],
    ],
  ])("%s", async (_, file, expected) => {
    expect(await texts(file)).toEqual(expected);
  });

  test("it says why", async () => {
    const { items } = await split(
      '{"a":1}\n<html><title>504 Gateway Time-out</title></html>\n{"a":}\n{"a":2}',
    );
    expect(items).toMatchObject([
      { text: '{"a":1}' },
      { problem: { reason: "not-a-paper", message: expect.stringContaining('"504 Gateway Time-out"') } },
      { problem: { reason: "malformed", message: expect.stringContaining("not JSON: ") } },
      { text: '{"a":2}' },
    ]);
  });
});

describe("an error of the source", () => {
  const error = '{"error":"Rate limit exceeded","message":"Too many requests"}';

  test.each([`${error}\n{"a":1}`, `{"a":0}\n${error}\n{"a":1}`, `[{"a":0},${error},{"a":1}]`])(
    "that is not the last is a record with its message: %j",
    async (file) => {
      const { items, error: failure } = await split(file);
      expect(failure).toBeUndefined();
      expect(items.find(({ text }) => text === error)?.problem).toEqual({
        reason: "feed-error",
        message: expect.stringContaining("Rate limit exceeded: Too many requests"),
      });
    },
  );

  test.each([error, `${error}${error}`, `{"a":1}\n${error}\n`, `{"items":[{"a":1}]} ${error}`])(
    "that is the last is the error of the file: %j",
    async (file) => {
      const { items, error: failure } = await split(file);
      expect(items.every(({ text }) => text !== error || file.startsWith(`${error}{`))).toBe(true);
      expect(failure).toMatchObject({
        reason: "feed-error",
        message: expect.stringContaining("Rate limit exceeded"),
      });
    },
  );
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
    ['{\n"a":1', []],
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

describe("a file that ends within a page is truncated, after its whole records", () => {
  const file = '{"m":[{"x":"\\\\"}],"items":[{"a":1},{"a":2}],"z":{"y":1}}';
  const wholeRecordsIn = (length: number) =>
    ['{"a":1}', '{"a":2}'].filter((text) => file.indexOf(text) + text.length <= length);

  test.each(Array.from({ length: file.length - 1 }, (_, index) => index + 1))(
    "at byte %i",
    async (length) => {
      const { items, error } = await split(file.slice(0, length), 1_000, 1);
      expect(items.map(({ text }) => text)).toEqual(wholeRecordsIn(length));
      expect(error).toMatchObject({
        name: "BatchFileError",
        reason: "truncated",
        message: expect.stringContaining(`ends at byte ${length}`),
      });
    },
  );
});

describe("over the limit", () => {
  const large = `{"a":"${'\\\\\\"'.repeat(2_000)}"}`;

  test.each([
    ["an element", `[${large} , {"a":2}]`, 1],
    ["a line", `${large}\n{"a":2}`, 0],
    ["a record on a page", `{"m":${large},"items":[${large} , {"a":2}]}`, 10 + large.length + 6],
  ])("%s is too large, and the next record is whole", async (_, file, byteOffset) => {
    for (const size of [1, 7, 100, 10_000]) {
      const { items, error } = await split(file, 1_000, size);
      expect(error).toBeUndefined();
      expect(items).toMatchObject([
        { text: large.slice(0, 1_000), problem: { reason: "too-large" } },
        { text: '{"a":2}' },
      ]);
      expect(items[0]?.byteOffset).toBe(file.startsWith('{"m"') ? file.indexOf(`[${large}`) + 1 : byteOffset);
    }
  });

  test("a page is read with its records at any place", async () => {
    const file = `{"facets":${large},"items":[{"a":1},{"a":2}]}\n{"items":[{"a":3}],"facets":${large}}`;
    for (const size of [1, 7, 100, 10_000]) {
      const { items, error } = await split(file, 1_000, size);
      expect(error).toBeUndefined();
      expect(items.map(({ text }) => text)).toEqual(['{"a":1}', '{"a":2}', '{"a":3}']);
    }
  });
});

test("skipped text takes no memory", async () => {
  const chunk = Buffer.alloc(100_000, "x");
  async function* page() {
    yield Buffer.from('{"m":"');
    for (let i = 0; i < 2_000; i++) yield chunk;
    yield Buffer.from('","items":[{"a":1}]}');
  }
  // Collects the garbage of earlier tests first. Otherwise it would be collected during this test and hide its memory use.
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const before = process.memoryUsage().arrayBuffers;
  const { items } = await collect(splitJson(RECORDS)(page(), CONTEXT));
  expect(items).toMatchObject([{ byteOffset: 200_000_017, text: '{"a":1}' }]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150_000_000);
});

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
const record = fc.record({ a: fc.jsonValue({ maxDepth: 3 }) });

test("whatever separates them, records are given whole, in order, the same with any chunks", async () => {
  const separator = fc.constantFrom(
    "",
    " ",
    ",",
    "\r",
    "\n",
    "\r\n",
    "\x1e",
    "\n\x1e",
    ",\n",
    "\n\n",
    "\uFEFF",
  );
  const layout = fc.constantFrom(undefined, 0, 2, "\t");
  /** A document, and the records in it. */
  const document = fc.oneof(
    fc.tuple(record, layout).map(([value, space]) => [JSON.stringify(value, null, space), [value]] as const),
    fc
      .tuple(fc.array(record), layout)
      .map(([values, space]) => [JSON.stringify(values, null, space), values] as const),
    fc
      .tuple(fc.array(record), fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue()), layout)
      .map(
        ([items, { a: _, items: __, error: ___, ...beside }, space]) =>
          [JSON.stringify({ ...beside, items, z: beside }, null, space), items] as const,
      ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(document, separator)), sizes, async (documents, sizes) => {
      const file = Buffer.from(documents.map(([[text], between]) => `${text}${between}`).join(""));
      const { items, error } = await split(file, 1_000_000);
      expect(error).toBeUndefined();
      expect(items.map(({ text }) => JSON.stringify(JSON.parse(text)))).toEqual(
        documents.flatMap(([[, values]]) => values.map((value) => JSON.stringify(value))),
      );
      expect((await split(file, 1_000_000, ...sizes)).items).toEqual(items);
      for (const { byteOffset, endByteOffset, text } of items)
        expect(file.toString("utf8", byteOffset, endByteOffset)).toBe(text);
    }),
    { numRuns: 100 },
  );
});

test("whatever stands between good documents, all of their records are given, and something else tells of it", async () => {
  const text = fc.string({ minLength: 1 }).map((text) => text.replaceAll(/["{}[\]\s,]/g, "."));
  const good = fc.uniqueArray(fc.integer({ min: 0 }), { minLength: 1, maxLength: 4 }).chain((ids) =>
    fc.constantFrom(
      ids.map((id) => `{"a":${id},"b":["x",{"c":"y"}]}`).join("\n"),
      `{"n":1,"items":[${ids.map((id) => `{"a":${id}}`).join(",")}],"total":3}`,
      JSON.stringify({ message: { items: ids.map((a) => ({ a })) } }, null, 2),
      JSON.stringify(
        ids.map((a) => ({ a })),
        null,
        1,
      ),
    ),
  );
  const bad = fc.oneof(
    text.map((words) => `x${words}`),
    text.map((words) => `<html><body>{ ${words} } "</body></html>`),
    fc.constantFrom(
      '{"error":"Rate limit exceeded"}',
      "null",
      '"quoted"',
      '{"b":1}',
      "<?xml version='1.0'?><OAI-PMH/>",
    ),
    fc
      .tuple(good, fc.double({ min: 0.05, max: 0.95, noNaN: true }))
      .map(([document, share]) => document.slice(0, Math.ceil(share * (document.length - 1)))),
  );
  await fc.assert(
    fc.asyncProperty(good, bad, good, sizes, async (before, between, after, sizes) => {
      const file = `${before}\n${between}\n${after}\n`;
      const { items, error } = await split(file, 100_000);
      // After a bracket, the following text may be an element of the array.
      if (!/[[,]\s*$/.test(between)) expect(error).toBeUndefined();
      const idsIn = (document: string) => [...document.matchAll(/"a": ?(\d+)/g)].map(([, id]) => Number(id));
      const ids = items.flatMap(({ json }) => (JSON.stringify(json) ?? "").match(/^\{"a":\d+/g) ?? []);
      const expected = [...idsIn(before), ...idsIn(after)].map((id) => `{"a":${id}`);
      expect(ids).toEqual(expect.arrayContaining(expected));
      expect(items.length + (error ? 1 : 0)).toBeGreaterThan(expected.length);
      expect((await split(file, 100_000, ...sizes)).items).toEqual(items);
    }),
    { numRuns: 300 },
  );
});

test("a broken member that ends with a chunk is split as in the whole file", async () => {
  const file = '{"items":[]"\n{"a":1}';
  const whole = await split(file, 12);
  expect(whole.items.map(({ text }) => text)).toEqual(['"', '{"a":1}']);
  for (let size = 1; size < 20; size++) expect(await split(file, 12, size)).toEqual(whole);
});

test("structure of any kind is split the same with any chunks", async () => {
  const piece = fc.constantFrom(
    ...'[]{},"\\ \n1:x\x1e<'.split(""),
    "é",
    '\\"',
    '"a":',
    '{"a":1}',
    '"items":[',
    '{"items":[',
    "\n{",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
      fc.constantFrom(12, 1_000),
      async (file, sizes, maxRecordBytes) => {
        expect(await split(file, maxRecordBytes, ...sizes)).toEqual(await split(file, maxRecordBytes));
      },
    ),
    { numRuns: 1_000 },
  );
});
