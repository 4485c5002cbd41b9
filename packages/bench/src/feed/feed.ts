import { Readable } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import { ATOM_HEAD, ATOM_TAIL } from "@paperledger/core/formats/fixtures/atom-feed";
import { feedEntry } from "./feed-entry.ts";

/** Returns a gzipped feed with this many papers. @param first the number of its first paper. Different numbers are different papers */
export const gzippedFeed = (papers: number, first = 0): Buffer =>
  gzipSync([...feedParts(papers, first)].join(""));

/** Returns the same feed as a stream, so that even a long feed needs little memory. */
export const gzippedFeedStream = (papers: number, first = 0): Readable =>
  Readable.from(feedParts(papers, first), { objectMode: false }).pipe(createGzip({ level: 1 }));

const ENTRIES_A_PART = 20;

function* feedParts(papers: number, first: number): Generator<string> {
  yield ATOM_HEAD;
  for (let nth = 0; nth < papers; nth += ENTRIES_A_PART) {
    const count = Math.min(ENTRIES_A_PART, papers - nth);
    yield `${Array.from({ length: count }, (_, index) => feedEntry(first + nth + index)).join("\n")}\n`;
  }
  yield ATOM_TAIL;
}
