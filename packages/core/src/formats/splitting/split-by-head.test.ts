import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { BatchFileError } from "../../batch-files/batch-file.ts";
import { collect, inChunks } from "../fixtures/byte-streams.ts";
import { CONTEXT } from "../fixtures/contexts.ts";
import { splitByHead, splitJsonObjects } from "./split-by-head.ts";
import { splitLines } from "./split-lines.ts";

const textsOf = async (file: string, size = 10_000) => {
  const { items, error } = await collect(splitByHead(splitJsonObjects)(inChunks(file, size), CONTEXT));
  expect(error).toBeUndefined();
  return items.map(({ text }) => text);
};

test.each<[string, string, string[]]>([
  ["one a line", '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
  ["one a line, a broken one among them", '{"a":1}\n{"b":{"\n{"c":3}', ['{"a":1}', '{"b":{"', '{"c":3}']],
  ["in an array", '[{"a":1},\n{"b":2}]', ['{"a":1}', '{"b":2}']],
  ["laid out over lines", '{\n "a":1\n}\n{\n "b":2\n}', ['{\n "a":1\n}', '{\n "b":2\n}']],
  ["laid out over lines, after a byte order mark", '\uFEFF{\r\n"a":1}', ['{\r\n"a":1}']],
  ["alone on a line", '{"a":1}', ['{"a":1}']],
])("JSON objects are split, %s", async (_, file, texts) => {
  for (const size of [1, 7, 10_000]) expect(await textsOf(file, size)).toEqual(texts);
});

test("what chooses sees the head as text, and has it split whole", async () => {
  const heads: string[] = [];
  const split = splitByHead((head) => {
    heads.push(head);
    return splitLines;
  });
  const { items } = await collect(split(inChunks(`\uFEFF${"é".repeat(60_000)}\nb`, 999), CONTEXT));
  expect(heads).toEqual(["é".repeat(32_766)]);
  expect(items.map(({ text }) => text)).toEqual(["é".repeat(60_000), "b"]);
});

test("what it throws ends the iteration", async () => {
  const error = new BatchFileError("unknown-format", "another one");
  const split = splitByHead(() => {
    throw error;
  });
  expect(await collect(split(inChunks("x"), CONTEXT))).toEqual({ items: [], error });
});

test("ending early ends that of the file", async () => {
  const file = Readable.from(inChunks("a\nb\n".repeat(100_000), 1_000));
  for await (const _ of splitByHead(() => splitLines)(file, CONTEXT)) break;
  expect(file.destroyed).toBe(true);
});
