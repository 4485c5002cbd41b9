import { gunzipSync } from "node:zlib";
import { XMLParser } from "fast-xml-parser";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { FORMAT_FEEDS, type FormatFeed } from "../feed/format-feeds.ts";
import { itemsOf } from "../feed/items-of.ts";
import { type Comparison, inPairs } from "../measuring/pairs.ts";
import { figure } from "../report/quantities.ts";

const PAPERS: Readonly<Record<BenchSize, number>> = { full: 3_000, quick: 1_500, tiny: 20 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 15, quick: 15, tiny: 1 };

/** The aims for formats with one JSON document a line, compared with only gunzip and `JSON.parse` of each line. */
const AIMS: Readonly<Record<string, Finding["aim"]>> = {
  crossref: { atLeast: 0.55 },
  openalex: { atLeast: 0.65 },
};

const parser = new XMLParser({ ignoreAttributes: false });

/** Measures the way from a file's bytes to table items for each format, compared with the least that any reader of the format has to do. */
export const formatsRow: BenchRow = {
  name: "formats",
  async run(size) {
    const findings: Finding[] = [];
    for (const feed of FORMAT_FEEDS) {
      const content = feed.gzipped(PAPERS[size]);
      const bare = async () => {
        for (const record of feed.records(gunzipSync(content).toString()))
          if (feed.isXml) parser.parse(record);
          else JSON.parse(record);
      };
      findings.push({
        ...finding(feed, await inPairs(ROUNDS[size], () => itemsOf(content), bare), PAPERS[size]),
        against: `gunzip, and ${feed.isXml ? "fast-xml-parser" : "JSON.parse"} on each record`,
        aim: AIMS[feed.format] ?? { atLeast: 1 },
        note: "processor time, medians of pairs",
      });
    }
    return findings;
  },
  async against(other, size) {
    const findings: Finding[] = [];
    for (const feed of FORMAT_FEEDS) {
      const content = feed.gzipped(PAPERS[size]);
      const comparison = await inPairs(
        ROUNDS[size],
        () => itemsOf(content),
        () => other.itemsOf(content),
      );
      findings.push(finding(feed, comparison, PAPERS[size]));
    }
    return findings;
  },
};

const finding = ({ format }: FormatFeed, { ours, theirs, ratio }: Comparison, papers: number): Finding => ({
  what: `${format}: file bytes to table items`,
  ours: perPaper(ours.cpuMs, papers),
  against: perPaper(theirs.cpuMs, papers),
  ratio,
  aim: { atLeast: 1 },
});

const perPaper = (cpuMs: number, papers: number) => `${figure((cpuMs * 1_000) / papers)} µs a paper`;
