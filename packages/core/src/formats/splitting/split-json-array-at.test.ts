import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchFileError } from "../../batch-files/batch-file.ts";
import { collect, inChunks } from "../fixtures/byte-streams.ts";
import { CONTEXT } from "../fixtures/contexts.ts";
import { type JsonPage, splitJsonArrayAt } from "./split-json-array-at.ts";

type Path = readonly [string, ...string[]];

const split = (path: Path, file: Buffer | string, maxRecordBytes = 1_000, ...sizes: readonly number[]) =>
  collect(splitJsonArrayAt(path)(inChunks(file, ...sizes), { ...CONTEXT, maxRecordBytes }));

/** The records' texts, which must be the same for every size of chunks. */
async function texts(path: Path, file: string): Promise<readonly string[]> {
  const whole = await split(path, file);
  if (whole.error) throw whole.error;
  for (let size = 1; size < 20; size++) expect(await split(path, file, 1_000, size)).toEqual(whole);
  return whole.items.map(({ text }) => text);
}

describe("each element of the array is a record", () => {
  test.each<[string, Path, string, string[]]>([
    ["of a key of the top object", ["a"], '{"a":[{"x":1},2]}', ['{"x":1}', "2"]],
    ["of a key deeper down", ["a", "b"], '{"a":{"b":[1,2]}}', ["1", "2"]],
    ["after a byte order mark", ["a"], '\uFEFF {"a":[1]}', ["1"]],
    [
      "of a pretty page",
      ["a"],
      '{\n  "m": [\n    {"n": 1}\n  ],\n  "a" : [\n    {\n      "x": 1\n    }\n  ]\n}\n',
      ['{\n      "x": 1\n    }'],
    ],
    [
      "beside others of every kind",
      ["a"],
      '{"b":[1],"c":{"a":[2]},"d":"\\"a\\":[3]}","e":null,"a":[4],"f":-1.5e3}',
      ["4"],
    ],
    [
      "beside others in an object below",
      ["m", "a"],
      '{"a":[1],"m":{"b":{"a":[2]},"a":[3],"c":"}"},"z":{"m":{"a":[4]}}}',
      ["3"],
    ],
    [
      "though keys begin alike or hold quotes",
      ["a"],
      '{"ab":[1],"\\"a":[2],"a\\"":[3],"\\\\":[4],"a":[5]}',
      ["5"],
    ],
    ["where the key comes twice", ["a"], '{"a":[1],"a":[2]}', ["1", "2"]],
    ["of several pages one after another", ["a"], '{"a":[1]}{"a":[]}\n{"b":2,"a":[3]}\n', ["1", "3"]],
    ["that nests", ["a"], '{"a":[{"a":[{"a":[]}]},[[1],2]]}', ['{"a":[{"a":[]}]}', "[[1],2]"]],
    ["and none of an empty one", ["a"], '{ "a" : [ ] }', []],
  ])("%s", async (_, path, file, expected) => {
    expect(await texts(path, file)).toEqual(expected);
  });

  test("with its number and its place, in bytes", async () => {
    expect((await split(["é"], '{"é":[ "é" ,\n{"a":1}\n]}')).items).toEqual([
      { number: 1, byteOffset: 8, endByteOffset: 12, text: '"é"' },
      { number: 2, byteOffset: 15, endByteOffset: 22, text: '{"a":1}' },
    ]);
  });
});

describe("a malformed element is a record by itself, and splitting goes on at the next comma", () => {
  test.each<[string, string, string[]]>([
    ["junk", '{"a":[{"x":1}, oops, 2]}', ['{"x":1}', "oops", "2"]],
    ["a brace too many", '{"a":[{"x":1}},2]}', ['{"x":1}}', "2"]],
    ["a bracket too few", '{"a":[{"x":[1},2]}', ['{"x":[1}', "2"]],
  ])("%s", async (_, file, expected) => {
    expect(await texts(["a"], file)).toEqual(expected);
  });
});

describe("a file that ends within a page is truncated, after its whole records", () => {
  const file = '{"m":[{"x":"\\\\"}],"a":[{"x":1},{"x":2}],"z":{"y":1}}';
  const wholeRecordsIn = (length: number) =>
    ['{"x":1}', '{"x":2}'].filter((text) => file.indexOf(text) + text.length <= length);

  test.each(Array.from({ length: file.length - 1 }, (_, index) => index + 1))(
    "at byte %i",
    async (length) => {
      const { items, error } = await split(["a"], file.slice(0, length), 1_000, 1);
      expect(items.map(({ text }) => text)).toEqual(wholeRecordsIn(length));
      expect(error).toMatchObject({
        name: "BatchFileError",
        reason: "truncated",
        message: expect.stringContaining(`ends at byte ${length}`),
      });
    },
  );
});

describe("a page is malformed", () => {
  test.each<[string, string, string]>([
    ["where it has no such array", '{"b":[1]}', "begins at byte 0 has no array a.b"],
    ["where the path leads to no array", '{"a":{"b":null}}', "has no array a.b"],
    ["where the path leads through no object", '{"a":[{"b":[1]}]}', "has no array a.b"],
    ["where it is an empty object", "{}", "has no array a.b"],
    ["where the second one has none", '{"a":{"b":[]}} {}', "begins at byte 15"],
    ["where it is no object", '["a"]', 'byte 0 is "[", where JSON has "{"'],
    ["where a name is no string", "{a:1}", 'byte 1 is "a", where JSON has "\\""'],
    ["where a name has no colon", '{"a" 1}', 'byte 5 is "1", where JSON has ":"'],
    ["where a member has a bracket too many", '{"a":1]}', 'byte 6 is "]", where JSON has "," or "}"'],
    ["where a name has no end in sight", `{"${"x".repeat(5_000)}":1}`, "the name at byte 1"],
  ])("%s", async (_, file, message) => {
    const { error } = await split(["a", "b"], file, 1_000, 100);
    expect(error).toMatchObject({ reason: "malformed", message: expect.stringContaining(message) });
  });

  test("after its records, where it breaks behind them", async () => {
    const { items, error } = await split(["a"], '{"a":[1,2] oops');
    expect(items).toHaveLength(2);
    expect(error).toMatchObject({ reason: "malformed" });
  });
});

test("an element over the limit is too large, and the next one is whole", async () => {
  const large = `{"x":"${'\\\\\\"'.repeat(2_000)}"}`;
  const file = `{"m":${large},"a":[${large} , 2]}`;
  for (const size of [1, 7, 100, 10_000])
    expect(await split(["a"], file, 1_000, size)).toMatchObject({
      items: [{ text: large.slice(0, 1_000), problem: { reason: "too-large" } }, { text: "2" }],
    });
});

describe("the format is asked of each page, behind its records, whether it is an error", () => {
  /** What it is told of each page, and how many records came before. */
  async function pagesOf(file: string, size: number) {
    const pages: JsonPage[] = [];
    const options = {
      aside: "m",
      errorOf(page: JsonPage) {
        pages.push(page);
        return page.aside === '"oops"' ? new BatchFileError("feed-error", "it says oops") : undefined;
      },
    };
    const { items, error } = await collect(splitJsonArrayAt(["a"], options)(inChunks(file, size), CONTEXT));
    return { pages, texts: items.map(({ text }) => text), error };
  }

  test.each<[string, string, JsonPage[]]>([
    [
      "with whether it has elements",
      '{"a":[1,2]}{"a":[]}',
      [
        { beginsAt: 0, elements: "some" },
        { beginsAt: 11, elements: "none" },
      ],
    ],
    ["though it has no array", '{} {"a":1}', [{ beginsAt: 0 }, { beginsAt: 3 }]],
    [
      "with the member besides",
      '{"a":[1],"m":[{"s":"é"}]}',
      [{ beginsAt: 0, elements: "some", aside: '[{"s":"é"}]' }],
    ],
    ["with no other member of its name", '{"b":{"m":1},"a":[{"m":2}]}', [{ beginsAt: 0, elements: "some" }]],
    [
      "with the beginning of a long one",
      `{"m":"${"x".repeat(10_000)}","a":[]}`,
      [{ beginsAt: 0, elements: "none", aside: `"${"x".repeat(4_095)}` }],
    ],
  ])("%s", async (_, file, pages) => {
    for (const size of [1, 2, 3, 7, 100_000]) {
      const told = await pagesOf(file, size);
      expect(told.error).toBeUndefined();
      expect(told.pages).toEqual(pages);
    }
  });

  test("and one that is ends the reading", async () => {
    expect(await pagesOf('{"a":[1],"m":"oops"}{"a":[2]}', 1_000)).toEqual({
      pages: [{ beginsAt: 0, elements: "some", aside: '"oops"' }],
      texts: ["1"],
      error: expect.objectContaining({ reason: "feed-error", message: "it says oops" }),
    });
  });
});

test("what is passed over takes no memory", async () => {
  const chunk = Buffer.alloc(100_000, "x");
  async function* page() {
    yield Buffer.from('{"m":"');
    for (let i = 0; i < 2_000; i++) yield chunk;
    yield Buffer.from('","a":[1]}');
  }
  const before = process.memoryUsage().arrayBuffers;
  const { items } = await collect(splitJsonArrayAt(["a"])(page(), CONTEXT));
  expect(items).toMatchObject([{ byteOffset: 200_000_013, text: "1" }]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150_000_000);
});

test("records are the values of the array, however the page is laid out and chunked, and stand where they say", async () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(value),
      fc.dictionary(fc.string({ maxLength: 5 }), value, { maxKeys: 3 }),
      fc.constantFrom(undefined, 2, "\t"),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (values, others, space, sizes) => {
        const { message: _, ...beside } = others;
        const page = { ...beside, message: { ...others, items: values, after: others } };
        const file = Buffer.from(JSON.stringify(page, null, space));
        const { items, error } = await split(["message", "items"], file, 1_000_000);
        expect(error).toBeUndefined();
        expect(items.map(({ text }) => JSON.stringify(JSON.parse(text)))).toEqual(
          values.map((one) => JSON.stringify(one)),
        );
        expect((await split(["message", "items"], file, 1_000_000, ...sizes)).items).toEqual(items);
        for (const { byteOffset, endByteOffset, text } of items)
          expect(file.toString("utf8", byteOffset, endByteOffset)).toBe(text);
      },
    ),
  );
});

test("structure of any kind is split the same however it is chunked", async () => {
  const piece = fc.constantFrom(
    "[",
    "]",
    "{",
    "}",
    ",",
    '"',
    "\\",
    '\\"',
    " ",
    "\n",
    "é",
    "1",
    ":",
    '"a":',
    '"a":[',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 60 }).map((pieces) => `{"a":[${pieces.join("")}`),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
      async (file, sizes) => {
        expect(await split(["a"], file, 12, ...sizes)).toEqual(await split(["a"], file, 12));
      },
    ),
    { numRuns: 500 },
  );
});
