import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { FILE, LINES_FORMAT } from "../runs/processing.fixture.ts";
import { sourceText } from "./source-text.ts";

const LINES = ["a", "b", "c"].map((id) => JSON.stringify({ id }));

const textsOf = async (wanted: ReadonlyMap<number, number>) => {
  const batchFiles = { open: async () => Readable.from([Buffer.from(LINES.join("\n"))]) };
  const limits = { maxRecordBytes: 1_000, maxUncompressedBytes: 1_000 };
  const { records } = await sourceText(FILE, wanted, { batchFiles, formats: [LINES_FORMAT], ...limits });
  return [...records];
};

test("the text of a record is found by its number", async () => {
  expect(await textsOf(new Map([[2, 100]]))).toEqual([[2, LINES[1]]]);
});

test("the text of a record that does not stand where its reject tells is not taken for the reject's", async () => {
  expect(
    await textsOf(
      new Map([
        [2, 99],
        [3, 200],
      ]),
    ),
  ).toEqual([[3, LINES[2]]]);
});
