import { gzipSync } from "node:zlib";
import { crossrefWork } from "./crossref-work.ts";
import { gzippedFeed } from "./feed.ts";
import { openalexWork } from "./openalex-work.ts";
import { pubmedFile } from "./pubmed-file.ts";

/** A feed of a format with large files. Its records have the size and the structure of real ones. */
export interface FormatFeed {
  /** The format's name. */
  readonly format: string;
  readonly isXml: boolean;
  /** Returns a gzipped feed with this many papers. */
  readonly gzipped: (papers: number) => Buffer;
  /** Cuts the text into records without a parser. It is what a simple reader of such files would do. */
  readonly records: (text: string) => readonly string[];
}

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

const lines =
  (work: (nth: number) => object) =>
  (papers: number, first = 0) =>
    gzipSync(Array.from({ length: papers }, (_, nth) => `${JSON.stringify(work(first + nth))}\n`).join(""));

/** Returns a gzipped file of OpenAlex works. @param first the number of its first work. Different numbers are different works */
export const gzippedWorks = lines(openalexWork);

export const FORMAT_FEEDS: readonly FormatFeed[] = [
  {
    format: "arxiv-atom",
    isXml: true,
    gzipped: gzippedFeed,
    records: (text) => text.match(/<entry>.*?<\/entry>/gs) ?? [],
  },
  {
    format: "pubmed",
    isXml: true,
    gzipped: (papers) => gzipSync(pubmedFile(papers)),
    records: (text) => text.match(/<PubmedArticle>.*?<\/PubmedArticle>/gs) ?? [],
  },
  { format: "crossref", isXml: false, gzipped: lines(crossrefWork), records: linesOf },
  { format: "openalex", isXml: false, gzipped: gzippedWorks, records: linesOf },
];
