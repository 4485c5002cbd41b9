import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decompress } from "../compression/decompress.ts";
import { assembleRejects } from "../rejects/assemble-rejects.ts";
import { arxivFeed } from "./fixtures/arxiv-feeds.ts";
import { inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { libraryCatalogue } from "./fixtures/library-catalogue.ts";
import type { ParsedRecord } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { openRecords } from "./open-records.ts";

const OWN_AND_OURS = [libraryCatalogue, ...FORMATS];

async function read(file: Buffer | string) {
  const { content } = await decompress(Readable.from(inChunks(file, 10)), { maxUncompressedBytes: 10_000 });
  const { format, records } = await openRecords(content, CONTEXT, OWN_AND_OURS);
  const parsed: ParsedRecord[] = [];
  for await (const record of records) parsed.push(format.parse(record, CONTEXT));
  return { name: format.name, parsed };
}

test("a format of one's own reads its files, compressed as any other", async () => {
  const catalogue = `<?xml version="1.0"?>
<catalogue>
<holding shelfmark="QA-1" changed="2024-02-03T04:05:06Z"><title>On CO<sub>2</sub> &amp; <i>Catalogues</i></title><author>A. One</author><author>P&#225;l Two</author></holding>
<holding shelfmark="QA 2"><title>No</title></holding>
<holding shelfmark="1.10"><title>2001</title><author>Plato</author></holding>
<holding shelfmark="QA-4" changed="soon"/>
<holding shelfmark="QA-5"><title>Broken</titel></holding>
</catalogue>`;
  expect(await read(gzipSync(catalogue))).toMatchObject({
    name: "library-catalogue",
    parsed: [
      {
        paper: {
          paper_id: "library:QA-1",
          title: "On CO2 & Catalogues",
          authors: ["A. One", "Pál Two"],
          updated_at: "2024-02-03T04:05:06.000Z",
        },
      },
      { kind: "reject", reason: "no-id" },
      {
        paper: {
          paper_id: "library:1.10",
          title: "2001",
          authors: ["Plato"],
          updated_at: CONTEXT.batchTimestamp,
        },
      },
      { kind: "reject", reason: "bad-date" },
      { kind: "reject", reason: "malformed" },
    ],
  });
});

test("its rejects can be put together again as a file of it", async () => {
  const { content, leftOut } = assembleRejects(
    "library-catalogue",
    ["<holding><title>No shelfmark</title></holding>", "Rate exceeded."],
    OWN_AND_OURS,
  );
  expect(leftOut).toEqual([1]);
  expect(await read(content)).toMatchObject({ name: "library-catalogue", parsed: [{ reason: "no-id" }] });
});

test("ours read theirs beside it", async () => {
  expect((await read(arxivFeed())).name).toBe("arxiv-atom");
});

test("docs/formats.md shows its code as it is", () => {
  const code = readFileSync(new URL("./fixtures/library-catalogue.ts", import.meta.url), "utf8");
  const page = readFileSync(new URL("../../../../docs/formats.md", import.meta.url), "utf8");
  const [, shown] = /```ts\n([\s\S]*?)```/.exec(page.slice(page.indexOf("## A format of your own"))) ?? [];
  expect(shown).toBe(code);
});

test("docs/formats.md names every format", () => {
  const page = readFileSync(new URL("../../../../docs/formats.md", import.meta.url), "utf8");
  expect(FORMATS.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
