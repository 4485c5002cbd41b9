import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { tarOf } from "@paperledger/core/archives/fixtures/tar";
import { inChunks } from "@paperledger/core/formats/fixtures/byte-streams";
import { libraryTable } from "@paperledger/core/formats/fixtures/library-table";
import { FORMATS } from "@paperledger/core/formats/formats";
import { expect, test } from "vitest";
import type { BackfillObject } from "./backfill-object.ts";
import { BZIP2_OF_20_PAPERS } from "./bzip2-papers.fixture.ts";
import { estimate } from "./estimate.ts";
import { type Sample, sampleObject } from "./sample-object.ts";

function objectOf(bytes: Buffer) {
  const source = Readable.from(inChunks(bytes, 65_536), { objectMode: false });
  const object: BackfillObject = {
    name: "papers",
    sizeBytes: bytes.length,
    identity: [],
    open: async () => source,
  };
  return { object, source };
}

const sampleOf = (bytes: Buffer, formats = FORMATS) => sampleObject(objectOf(bytes).object, formats, "text");

const papers = (count: number) =>
  Buffer.from(
    Array.from({ length: count }, (_, nth) =>
      JSON.stringify({ paper_id: `table:${nth}`, title: `Paper ${nth}`, abstract: "much the same" }),
    ).join("\n"),
  );

const partsOf100 = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, nth) => [`${nth}.jsonl.gz`, gzipSync(papers(100))]));

const repeated = (bytes: Buffer, times: number) => Buffer.concat(Array(times).fill(bytes));

function expectWithin15Percent(told: number, actual: number): void {
  expect(told).toBeGreaterThan(actual * 0.85);
  expect(told).toBeLessThan(actual * 1.15);
}

/** Returns the number of records that a sample predicts for a file of this size. */
const told = (sizeBytes: number, sample: Sample) =>
  estimate({ objects: 1, bytes: sizeBytes }, [sample]).records;

test.each([
  ["plain", papers(8_000)],
  ["gzip of what is much the same", gzipSync(papers(8_000))],
  ["bzip2, which is read ahead to its end", repeated(BZIP2_OF_20_PAPERS, 400)],
  ["a tar of plain files", tarOf({ "1.jsonl": papers(4_000), "2.jsonl": papers(4_000) })],
  ["a tar of compressed files, compressed", gzipSync(tarOf(partsOf100(80)))],
])("the first thousand of 8,000 records tell of them all: %s", async (_, bytes) => {
  const sample = await sampleOf(bytes);
  expect(sample).toMatchObject({ records: 1_000, papers: 1_000, problem: null });
  expectWithin15Percent(told(bytes.length, sample), 8_000);
});

test("a record counts as a paper if its time is before now", async () => {
  const at = (updated_at: string) => JSON.stringify({ paper_id: "table:1", title: "A", updated_at });
  const sample = await sampleOf(Buffer.from(`${at("2024-01-01")}\n${at("9999-01-01")}`));
  expect(sample).toMatchObject({ records: 2, papers: 1 });
});

test("what bzip2 has read ahead of a file that is too long to read whole is not counted", async () => {
  const bytes = repeated(BZIP2_OF_20_PAPERS, 20_000);
  expectWithin15Percent(told(bytes.length, await sampleOf(bytes)), 400_000);
});

test("of a large file no more than some megabytes are read", async () => {
  const { object, source } = objectOf(Buffer.alloc(20_000_000, '{"paper_id":"t:1","title":"One"}\n'));
  let readBytes = 0;
  source.on("data", (chunk: Buffer) => {
    readBytes += chunk.length;
  });
  source.pause();
  await sampleObject(object, FORMATS, "text");
  expect(readBytes).toBeGreaterThan(7_900_000);
  expect(readBytes).toBeLessThan(8_300_000);
  expect(source.destroyed).toBe(true);
});

test("a file of fewer records is known in full", async () => {
  const bytes = Buffer.concat([papers(10), Buffer.from("\n \n")]);
  expect(await sampleOf(bytes)).toMatchObject({
    bytes: bytes.length,
    records: 10,
    papers: 10,
    problem: null,
  });
});

test("a file that is cut off behind the sample tells by what there is of it", async () => {
  const whole = gzipSync(papers(8_000));
  const cut = whole.subarray(0, whole.length / 2);
  const sample = await sampleOf(cut);
  expect(sample).toMatchObject({ records: 1_000, problem: null });
  expectWithin15Percent(told(whole.length, sample), 8_000);
});

test("a file in no known format stands for no bytes", async () => {
  const sample = await sampleOf(Buffer.from("What is this?"));
  expect(sample).toMatchObject({ bytes: 0, records: 0, problem: expect.stringContaining("known formats") });
});

test("a file in a format of one's own is read in it", async () => {
  const table = Buffer.from("shelfmark\ttitle\tauthors\tchanged\nQA-1\tOn Tables\t\t\n");
  expect(await sampleOf(table, [libraryTable, ...FORMATS])).toMatchObject({ papers: 1, problem: null });
});

test("write units are those of items with the source text as the deployment writes it", async () => {
  const record = JSON.stringify({
    paper_id: "table:1",
    title: "T",
    abstract: "A",
    notes: "words ".repeat(2_000),
  });
  const unitsAs = async (encoding: "text" | "gzip") =>
    (await sampleObject(objectOf(Buffer.from(record)).object, FORMATS, encoding)).writeUnits;
  expect(await unitsAs("text")).toBe(13);
  expect(await unitsAs("gzip")).toBe(1);
});
