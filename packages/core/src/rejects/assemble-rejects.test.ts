import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { libraryTable } from "../formats/fixtures/library-table.ts";
import { FORMATS } from "../formats/formats.ts";
import { openRecords } from "../formats/open-records.ts";
import { timestamp } from "../papers/paper.ts";
import { AssemblyError, assembleRejects } from "./assemble-rejects.ts";

const context = { batchTimestamp: timestamp(new Date(0)), maxRecordBytes: 1_000_000 };

/** Returns the recognised format of a text, and the records into which it is cut. */
async function read(content: string, formats = FORMATS) {
  const opened = await openRecords(Readable.from([Buffer.from(content)]), context, formats);
  const records = await Array.fromAsync(opened.records);
  return { format: opened.format.name, texts: records.map(({ text }) => text) };
}

const RECORDS: Readonly<Record<string, readonly string[]>> = {
  "arxiv-atom": [
    "<entry><title>No id &amp; more</title></entry>",
    "<entry><!-- </entry> --><id>x</id></entry>",
    '<entry><arxiv:comment xml:lang="en">5 pages</arxiv:comment></entry>',
  ],
  "arxiv-oai": [
    "<record><header><identifier>none</identifier></header></record>",
    '<record><header status="deleted"/></record>',
  ],
  pubmed: [
    "<PubmedArticle><MedlineCitation/></PubmedArticle>",
    '<PMID Version="1">none</PMID>',
    "<PubmedBookArticle/>",
    "<MedlineCitation><PMID>none</PMID></MedlineCitation>",
  ],
  biorxiv: ['{"doi":"none"}', '{"title":"a } b"}'],
  europepmc: ['{"source":"MED","title":"a } b"}', '{"id":"1"}'],
  datacite: ['{"type":"dois","attributes":{"doi":"none"}}', '{"attributes":null}'],
  doaj: ['{"id":"none","bibjson":{"journal":{}}}', '{"id":"none"}'],
  "doaj-oai": ["<record><header><identifier>none</identifier></header></record>"],
  dblp: ['<article mdate="2024-13-01" key="a/b"/>', "<phdthesis/>", '<data key="a b"></data>'],
  "paper-ndjson": ['{"paper_id":"x"}', "{broken", "[1]"],
};

test.each(Object.entries(RECORDS))(
  "records of %s stand in a file that is read as theirs",
  async (format, records) => {
    const { content, leftOut } = assembleRejects(format, records);
    expect(leftOut).toEqual([]);
    expect(await read(content)).toEqual({ format, texts: records });
  },
);

test("articles, of which a reject has nothing behind the front, are put together as whole ones", async () => {
  const begun = [
    "<article><front><article-meta/></front>",
    '<j:article xmlns:j="x"><j:front/><!-- c --></j:article>',
    "<record><header/><metadata><article><front></front>",
    '<record><header status="deleted"/></record>',
  ];
  const { content, leftOut } = assembleRejects("jats", [...begun, '<Reply Id="1" error="none"/>']);
  expect(leftOut).toEqual([begun.length]);
  expect(content).toContain(
    "<record><header/><metadata><article><front></front></article></metadata></record>",
  );
  const { format, texts } = await read(content);
  expect(format).toBe("jats");
  expect(texts).toEqual(begun);
});

test("papers that stood in JSON with line feeds get a line each", async () => {
  const records = ['{\n  "paper_id": "a:1"\n}', '{\r\n"paper_id":\r\n"a:2"}'];
  const { content } = assembleRejects("paper-json", records);
  const { format, texts } = await read(content);
  expect(format).toBe("paper-ndjson");
  expect(texts.map((text) => JSON.parse(text))).toEqual(records.map((text) => JSON.parse(text)));
});

test("a format of one's own says how its records stand in a file", async () => {
  const formats = [libraryTable, ...FORMATS];
  const records = ["QA 2\tNo", "QA-3\tNow\tA. One\tyesterday"];
  const { content, leftOut } = assembleRejects("library-table", records, formats);
  expect(leftOut).toEqual([]);
  expect(await read(content, formats)).toEqual({ format: "library-table", texts: records });
});

test("text that is not JSON is left out of an array, and the other records are in it", async () => {
  const { content, leftOut } = assembleRejects("biorxiv", ['{"doi":"1"}', '{"doi":', '{"doi":"3"}']);
  expect(leftOut).toEqual([1]);
  expect((await read(content)).texts).toEqual(['{"doi":"1"}', '{"doi":"3"}']);
});

test.each([
  ["arxiv-atom", "<entry><id>x</id></entry>"],
  ["arxiv-oai", "<record><header/></record>"],
  ["pubmed", "<PubmedArticle/>"],
  ["dblp", '<article key="a b"/>'],
  ["jats", "<article><front/></article>"],
])(
  "text that is not a record of %s is left out, and does not affect other records",
  async (format, record) => {
    const strays = [
      "Rate exceeded.",
      "<!-- never closed",
      "<html><body>no</body></html>",
      '{"paper_id":"x"}',
    ];
    const { content, leftOut } = assembleRejects(format, [...strays, record]);
    expect(leftOut).toEqual(strays.map((_, index) => index));
    expect(await read(content)).toEqual({ format, texts: [record] });
  },
);

test("rejects that would be read in another format, or in no format, are not joined", () => {
  expect(() => assembleRejects("arxiv-atom-2", ["<entry/>"])).toThrow(AssemblyError);
  expect(() => assembleRejects("toString", ['{"paper_id":"x"}'])).toThrow(AssemblyError);
  expect(assembleRejects("toString", []).leftOut).toEqual([]);
});
