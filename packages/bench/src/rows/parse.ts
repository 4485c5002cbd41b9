import { gunzipSync } from "node:zlib";
import { decompress } from "@paperledger/core/compression/decompress";
import { openRecords } from "@paperledger/core/formats/open-records";
import { timestamp } from "@paperledger/core/papers/paper";
import { XMLParser } from "fast-xml-parser";
import type { BenchRow, BenchSize } from "../bench-row.ts";
import { fileInMemory, newBatchFile } from "../feed/batch-file-of.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { itemsOf } from "../feed/items-of.ts";
import { LIMITS } from "../feed/papers-of.ts";
import { bestOf, type Effort, measure, perSecond } from "../measuring/measure.ts";
import { figure, rate } from "../report/quantities.ts";

const PAPERS: Readonly<Record<BenchSize, number>> = { full: 10_000, quick: 3_000, tiny: 100 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 5, quick: 3, tiny: 1 };

/** Measures the way from a file's bytes to table items, compared with the least that any reader with this parser has to do. */
export const parseRow: BenchRow = {
  name: "parse",
  async run(size) {
    const papers = PAPERS[size];
    const feed = gzippedFeed(papers);
    const entries =
      gunzipSync(feed)
        .toString()
        .match(/<entry>.*?<\/entry>/gs) ?? [];
    // Attributes are on, because they contain the categories. All other options have their defaults.
    const parser = new XMLParser({ ignoreAttributes: false });

    const [uncompressed, cut, parsed, ours, bare] = await bestOf(
      ROUNDS[size],
      () => measure(() => upTo("uncompressed", feed)),
      () => measure(() => upTo("cut", feed)),
      () => measure(() => upTo("parsed", feed)),
      () => measure(() => itemsOf(feed)),
      () =>
        measure(async () => {
          gunzipSync(feed);
          for (const entry of entries) parser.parse(entry);
        }),
    );
    const us = (effort: Effort, before: Effort = NOTHING) =>
      figure(((effort.ms - before.ms) * 1_000) / papers);
    return [
      {
        what: "file bytes to table items",
        ours: rate(perSecond(papers, ours), "papers"),
        against: `gunzip, and fast-xml-parser on each entry, without the time to find the entries: ${rate(perSecond(papers, bare), "papers")}`,
        ratio: bare.ms / ours.ms,
        aim: { atLeast: 0.85 },
        note: "one thread",
      },
      {
        what: "file bytes to table items, with the aim for two cores",
        formerly: "the same, against the aim for two cores",
        ours: rate(perSecond(papers, ours), "papers"),
        against: `the same: ${rate(perSecond(papers, bare), "papers")}`,
        ratio: bare.ms / ours.ms,
        aim: { atLeast: 2 },
        note: "measured on one core",
      },
      {
        what: "where the time goes",
        ours: `${us(uncompressed)} µs uncompressing, ${us(cut, uncompressed)} cutting, ${us(parsed, cut)} parsing, ${us(ours, parsed)} for repeats, batches and the item`,
        against: `${us(bare)} µs`,
        ratio: bare.ms / ours.ms,
        aim: "none",
        note: "the time of a stage is the time of a run that ends after it, minus the time of a run that ends before it",
      },
    ];
  },
};

const NOTHING: Effort = { ms: 0, cpuMs: 0 };

/** Reads a file up to and including this stage. */
async function upTo(stage: "uncompressed" | "cut" | "parsed", feed: Buffer): Promise<void> {
  const body = await fileInMemory(feed).open(newBatchFile(feed.length));
  const { content } = await decompress(body, LIMITS);
  if (stage === "uncompressed") {
    for await (const _ of content);
    return;
  }
  const context = { batchTimestamp: timestamp(new Date()), maxRecordBytes: LIMITS.maxRecordBytes };
  const { format, records } = await openRecords(content, context);
  for await (const record of records) if (stage === "parsed") format.parse(record, context);
}
