import { gunzipSync } from "node:zlib";
import { arxivAtom } from "@paperledger/core/formats/arxiv-atom";
import { FileHead } from "@paperledger/core/formats/file-head";
import type { FormatContext, ParsedRecord } from "@paperledger/core/formats/format";
import { timestamp } from "@paperledger/core/papers/paper";
import { expect, test } from "vitest";
import { SAMPLE, sampleBatchFile, sampleFeed } from "./sample-batch-file.ts";

const context: FormatContext = {
  batchTimestamp: timestamp(new Date("2025-01-01T00:00:00Z")),
  maxRecordBytes: 1_000_000,
};

async function parseSample(): Promise<readonly ParsedRecord[]> {
  async function* file() {
    yield gunzipSync(sampleBatchFile());
  }
  const parsed: ParsedRecord[] = [];
  for await (const record of arxivAtom.split(file(), context)) parsed.push(arxivAtom.parse(record, context));
  return parsed;
}

const papersOf = (records: readonly ParsedRecord[]) =>
  records.flatMap((record) => (record.kind === "paper" ? [record.paper] : []));

test("is the same every time, and is the feed gzipped", () => {
  expect(sampleBatchFile().equals(sampleBatchFile())).toBe(true);
  expect(gunzipSync(sampleBatchFile()).toString()).toBe(sampleFeed());
});

test("is an arXiv feed of as many papers, repeats and rejects as it says", async () => {
  const records = await parseSample();
  const ids = papersOf(records).map(({ paper_id }) => paper_id);
  expect(arxivAtom.recognises(new FileHead(sampleFeed()))).toMatchObject({ records: 20 });
  expect(new Set(ids).size).toBe(SAMPLE.papers);
  expect(ids.length).toBe(SAMPLE.papers + SAMPLE.repeats);
  expect(records.filter(({ kind }) => kind === "reject")).toMatchObject([{ reason: "no-id" }]);
});

test("repeats some papers in the same version, some in an older one, before and after the newest", async () => {
  const papers = papersOf(await parseSample());
  const versionsOf = Map.groupBy(papers, ({ paper_id }) => paper_id);
  const pairs = [...versionsOf.values()].flatMap(([first, second]) =>
    first && second ? [[first, second]] : [],
  );
  const order = pairs.map(([first, second]) =>
    Math.sign(String(first?.updated_at).localeCompare(String(second?.updated_at))),
  );
  expect(order.filter((sign) => sign === 0)).toHaveLength(SAMPLE.repeats / 2);
  expect(order).toContain(-1);
  expect(order).toContain(1);
});

test("has papers of a real feed's size and richness, with ids that arXiv gave to no paper", async () => {
  const papers = papersOf(await parseSample());
  const meanBytes =
    papers.reduce((sum, { raw_xml = "" }) => sum + Buffer.byteLength(raw_xml), 0) / papers.length;
  expect(meanBytes).toBeGreaterThan(2_500);
  expect(meanBytes).toBeLessThan(3_500);
  for (const { paper_id, title, abstract, authors, categories, published_date } of papers) {
    expect(paper_id).toMatch(/^arxiv:2401\.9\d{4}$/);
    expect(`${title} ${abstract}`).not.toMatch(/[{}]/);
    expect(abstract.length).toBeGreaterThan(500);
    expect(authors.length).toBeGreaterThan(0);
    expect(categories.length).toBeGreaterThan(0);
    expect(published_date).toMatch(/^2024-01-/);
  }
});
