import { Readable } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import { feedEntry } from "./feed-entry.ts";

const HEAD = `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/bench</id>
  <title>A feed that nobody published</title>
  <updated>2024-03-01T00:00:00Z</updated>
`;

/** A gzipped feed of so many papers. @param first the number of its first paper: other numbers are other papers */
export const gzippedFeed = (papers: number, first = 0): Buffer =>
  gzipSync([...feedParts(papers, first)].join(""));

/** The same as a stream, so that a feed of any length takes no memory. */
export const gzippedFeedStream = (papers: number, first = 0): Readable =>
  Readable.from(feedParts(papers, first), { objectMode: false }).pipe(createGzip({ level: 1 }));

const ENTRIES_A_PART = 20;

function* feedParts(papers: number, first: number): Generator<string> {
  yield HEAD;
  for (let nth = 0; nth < papers; nth += ENTRIES_A_PART) {
    const count = Math.min(ENTRIES_A_PART, papers - nth);
    yield `${Array.from({ length: count }, (_, index) => feedEntry(first + nth + index)).join("\n")}\n`;
  }
  yield "</feed>\n";
}
