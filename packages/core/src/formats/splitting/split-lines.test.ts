import { anyCharacter } from "@paperledger/events/any-text.fixture";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collect, inChunks } from "../fixtures/byte-streams.ts";
import { CONTEXT } from "../fixtures/contexts.ts";
import { splitLines } from "./split-lines.ts";

const split = async (file: Buffer | string, maxRecordBytes = 1_000, ...sizes: readonly number[]) =>
  (await collect(splitLines(inChunks(file, ...sizes), { ...CONTEXT, maxRecordBytes }))).items;

const texts = async (file: string) => (await split(file)).map(({ text }) => text);

describe("each line is a record", () => {
  test.each([
    ["ended by \\n", '{"a":1}\n{"b":2}\n'],
    ["ended by \\r\\n", '{"a":1}\r\n{"b":2}\r\n'],
    ["the last one not ended", '{"a":1}\n{"b":2}'],
    ["after a byte order mark", '\uFEFF{"a":1}\n{"b":2}'],
    ["after byte order marks within the file", '\uFEFF{"a":1}\n\uFEFF{"b":2}\n\uFEFF'],
    ["with white space around", '  {"a":1} \t\n\t{"b":2}  '],
    ["and blank lines are none", '\n\n{"a":1}\n \r\n\t\n{"b":2}\n\n  '],
  ])("%s", async (_, file) => {
    expect(await texts(file)).toEqual(['{"a":1}', '{"b":2}']);
  });

  test("none in a file of blank lines", async () => {
    expect(await texts("\n \n\r\n")).toEqual([]);
  });

  test("with its number and its offset in bytes", async () => {
    expect(await split("\uFEFFé\n\n ab\r\nc")).toEqual([
      { number: 1, byteOffset: 3, endByteOffset: 5, text: "é" },
      { number: 2, byteOffset: 8, endByteOffset: 10, text: "ab" },
      { number: 3, byteOffset: 12, endByteOffset: 13, text: "c" },
    ]);
  });
});

test("a line over the limit is too large, and the next line is whole", async () => {
  const records = await split(`${"x".repeat(5_000)}\nshort`, 1_000, 100);
  expect(records).toMatchObject([
    {
      number: 1,
      byteOffset: 0,
      endByteOffset: 5_000,
      text: "x".repeat(1_000),
      problem: { reason: "too-large" },
    },
    { number: 2, byteOffset: 5_001, text: "short" },
  ]);
  expect(records[1]).not.toHaveProperty("problem");
});

test("records are the same with any chunks, and stand where they say", async () => {
  const line = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.constantFrom("", " ", "\r", "\uFEFF{}", "é".repeat(30)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(line).map((lines) => Buffer.from(lines.join("\n"))),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (file, sizes) => {
        const records = await split(file, 40);
        expect(await split(file, 40, ...sizes)).toEqual(records);
        const whole = records.filter(({ problem }) => !problem);
        expect(
          whole.map(({ byteOffset, endByteOffset }) => file.toString("utf8", byteOffset, endByteOffset)),
        ).toEqual(whole.map(({ text }) => text));
      },
    ),
  );
});
