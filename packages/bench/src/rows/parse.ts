import { gunzipSync } from "node:zlib";
import { paperItem } from "@paperledger/aws/papers/paper-item";
import { refusal } from "@paperledger/aws/papers/refusal";
import { XMLParser } from "fast-xml-parser";
import type { BenchRow, BenchSize } from "../bench-row.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { batchesOf } from "../feed/papers-of.ts";
import { bestOf, measure, perSecond } from "../measuring/measure.ts";
import { rate } from "../report/quantities.ts";

const PAPERS: Readonly<Record<BenchSize, number>> = { full: 10_000, quick: 3_000, tiny: 100 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 5, quick: 3, tiny: 1 };

/** A file's bytes to table items, over what no reader of such files with this parser can go below. */
export const parseRow: BenchRow = {
  name: "parse",
  async run(size) {
    const papers = PAPERS[size];
    const feed = gzippedFeed(papers);
    const entries =
      gunzipSync(feed)
        .toString()
        .match(/<entry>.*?<\/entry>/gs) ?? [];
    // Attributes are on, because the categories are in them; the rest is as the parser comes.
    const parser = new XMLParser({ ignoreAttributes: false });

    const [ours, bare] = await bestOf(
      ROUNDS[size],
      () => measure(() => toItems(feed)),
      () =>
        measure(async () => {
          gunzipSync(feed);
          for (const entry of entries) parser.parse(entry);
        }),
    );
    return [
      {
        what: "file bytes to table items",
        ours: rate(perSecond(papers, ours), "papers"),
        against: `gunzip + fast-xml-parser on each entry, cut for free: ${rate(perSecond(papers, bare), "papers")}`,
        ratio: bare.ms / ours.ms,
        aim: { atLeast: 0.85 },
        note: "one thread",
      },
      {
        what: "the same, against the aim for two cores",
        ours: rate(perSecond(papers, ours), "papers"),
        against: `the same: ${rate(perSecond(papers, bare), "papers")}`,
        ratio: bare.ms / ours.ms,
        aim: { atLeast: 2 },
        note: "on one core all the same",
      },
    ];
  },
};

async function toItems(feed: Buffer): Promise<number> {
  let items = 0;
  for await (const { records } of batchesOf(feed, { refusal }))
    for (const { content } of records)
      if (content.kind === "paper" && paperItem(content.paper).paper_id !== "") items++;
  return items;
}
