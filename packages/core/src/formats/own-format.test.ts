import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decompress } from "../compression/decompress.ts";
import { arxivFeed } from "./fixtures/arxiv-feeds.ts";
import { inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { libraryTable } from "./fixtures/library-table.ts";
import type { ParsedRecord } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { openRecords } from "./open-records.ts";

const OWN_AND_OURS = [libraryTable, ...FORMATS];

async function read(file: Buffer | string) {
  const { content } = await decompress(Readable.from(inChunks(file, 10)), { maxUncompressedBytes: 10_000 });
  const { format, records } = await openRecords(content, CONTEXT, OWN_AND_OURS);
  const parsed: ParsedRecord[] = [];
  for await (const record of records) parsed.push(format.parse(record, CONTEXT));
  return { name: format.name, parsed };
}

test("a format of one's own reads its files, compressed as any other", async () => {
  const table =
    "shelfmark\ttitle\tauthors\tchanged\r\nQA-1\tOn  Tables\tA. One; B. Two\t2024-02-03T04:05:06Z\r\nQA 2\tNo\t\t\r\nQA-3\tNow\t\t\r\n";
  expect(await read(gzipSync(table))).toMatchObject({
    name: "library-table",
    parsed: [
      {
        paper: {
          paper_id: "library:QA-1",
          title: "On Tables",
          authors: ["A. One", "B. Two"],
          updated_at: "2024-02-03T04:05:06.000Z",
        },
      },
      { kind: "reject", reason: "no-id" },
      { paper: { paper_id: "library:QA-3", authors: [], updated_at: CONTEXT.batchTimestamp } },
    ],
  });
});

test("ours read theirs beside it", async () => {
  expect((await read(arxivFeed())).name).toBe("arxiv-atom");
});

test("docs/formats.md shows its code as it is", () => {
  const code = readFileSync(new URL("./fixtures/library-table.ts", import.meta.url), "utf8");
  const page = readFileSync(new URL("../../../../docs/formats.md", import.meta.url), "utf8");
  const [, shown] = /```ts\n([\s\S]*?)```/.exec(page.slice(page.indexOf("## A format of your own"))) ?? [];
  expect(shown).toBe(code);
});

test("docs/formats.md names every format", () => {
  const page = readFileSync(new URL("../../../../docs/formats.md", import.meta.url), "utf8");
  for (const { name } of FORMATS) expect(page).toContain(`\`${name}\``);
});
