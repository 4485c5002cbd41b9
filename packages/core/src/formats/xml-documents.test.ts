import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arxivFeed } from "./fixtures/arxiv-feeds.ts";
import { oaiRecords } from "./fixtures/arxiv-oai.ts";
import { dblpDump, dblpPerson, dblpRecord } from "./fixtures/dblp.ts";
import { doajOaiAnswer, doajOaiRecord } from "./fixtures/doaj.ts";
import { jatsArticle, pmcArticleSet, pmcOaiAnswer, pmcOaiRecord } from "./fixtures/jats.ts";
import { pubmedArticle, pubmedFile } from "./fixtures/pubmed.ts";
import { readFile } from "./fixtures/read-file.ts";
import { recordsWithTexts } from "./fixtures/records-with-texts.ts";

type Wrapper = (...records: readonly string[]) => string;

const MARK = "Nr-ID-rN";
const texts = recordsWithTexts({
  title: MARK,
  abstract: "We weave.",
  author: "Ada Weaver",
  category: "looms",
});
const withoutProlog = (document: string) =>
  document.replace(/^<\?xml[^>]*>\s*/, "").replace(/^<!DOCTYPE[^>]*>\s*/, "");
const bare: Wrapper = (...records) => records.join("\n");
const inRecords: Wrapper = (...records) => `<Records xmlns:x="http://x">\n${records.join("\n")}\n</Records>`;
const inPages: Wrapper = (...records) =>
  `<?xml version="1.0"?>\n<dump date="2024-02-03">${records.map((record) => `<page>${record}</page>`).join("")}</dump>`;
const around =
  (wrapper: Wrapper): Wrapper =>
  (...records) =>
    `<all><title>Saved</title>\n${withoutProlog(wrapper(...records))}</all>`;

/** For each format: a record with the mark in its title, and documents around such records. */
const SOURCES: Readonly<Record<string, { readonly record: string; readonly wrappers: readonly Wrapper[] }>> =
  {
    "arxiv-atom": {
      record: texts["arxiv-atom"] ?? "",
      wrappers: [
        arxivFeed,
        (...records) => withoutProlog(arxivFeed(...records)),
        around(arxivFeed),
        (...records) =>
          `<?xml version="1.0"?><a:feed xmlns:a="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">${records.join("").replaceAll(/<(\/?)entry>/g, "<$1a:entry>")}</a:feed>`,
      ],
    },
    "arxiv-oai": {
      record: texts["arxiv-oai"] ?? "",
      wrappers: [
        oaiRecords,
        around(oaiRecords),
        inRecords,
        inPages,
        bare,
        (...records) =>
          `<ListRecords>${records.join("\n")}<resumptionToken>1</resumptionToken></ListRecords>`,
      ],
    },
    pubmed: {
      record: pubmedArticle({ title: `<ArticleTitle>${MARK}</ArticleTitle>` }),
      wrappers: [
        (...records) => pubmedFile(records),
        (...records) => withoutProlog(pubmedFile(records)),
        (...records) => `<PubmedBookArticleSet>${records.join("")}</PubmedBookArticleSet>`,
        inPages,
        bare,
      ],
    },
    jats: {
      record: jatsArticle({ title: `<article-title>${MARK}</article-title>` }),
      wrappers: [
        pmcArticleSet,
        (...records) => pmcOaiAnswer(...records.map((record) => pmcOaiRecord(record))),
        (...records) => inRecords(...records.map((record) => pmcOaiRecord(record))),
        inPages,
        bare,
      ],
    },
    dblp: {
      record: dblpRecord({ content: `<title>${MARK}</title><year>2024</year>` }),
      wrappers: [
        dblpDump,
        (...records) => `<dblpperson><r>${records.join("</r><r>")}</r></dblpperson>`,
        inPages,
        bare,
      ],
    },
    "doaj-oai": {
      record: doajOaiRecord({ metadata: `<doajArticle><title>${MARK}</title></doajArticle>` }),
      wrappers: [doajOaiAnswer, inRecords, inPages, bare],
    },
  };

const JUNK = [
  "",
  "\n",
  "\nRate exceeded.\n",
  "\n<html><head><title>504 Gateway Time-out</title></head><body><br><p>Sorry</body></html>\n",
  '\n{"error":"Too many requests"}\n',
  "\n<p>Too many requests\n",
  "\n<rss><channel><title>News</title></channel></rss>\n",
  '<?xml version="1.0"?>\n<eFetchResult><ERROR>Empty id list</ERROR></eFetchResult>',
];

const documents = Object.entries(SOURCES).flatMap(([format, { record, wrappers }]) =>
  wrappers.map((wrapper) => ({
    format,
    of: (...titles: readonly string[]) => wrapper(...titles.map((title) => record.replaceAll(MARK, title))),
  })),
);
const pairs = documents.flatMap((first) => documents.map((second) => [first, second] as const));

test("whatever document follows another one, and whatever stands between, each gives exactly its records", async () => {
  const file = fc.record({
    pair: fc.constantFrom(...pairs.filter(([first, second]) => first.format === second.format)),
    junk: fc.constantFrom(...JUNK),
    chunkBytes: fc.integer({ min: 1, max: 5_000 }),
  });
  await fc.assert(
    fc.asyncProperty(file, async ({ pair: [first, second], junk, chunkBytes }) => {
      const text = `${first.of("A-1", "A-2")}${junk}${second.of("B-1", "B-2", "B-3")}\n`;
      const { format, papers, rejects, error } = await readFile(text, undefined, chunkBytes);
      expect({ format, error }).toEqual({ format: first.format, error: undefined });
      expect(papers.map(({ title }) => title)).toEqual(["A-1", "A-2", "B-1", "B-2", "B-3"]);
      expect(rejects).toHaveLength(junk.trim() === "" ? 0 : 1);
    }),
    { numRuns: 500 },
  );
});

test("documents of other sources before and after a source's own documents do no harm to these, and are reported", async () => {
  const file = fc.record({
    pair: fc.constantFrom(...pairs.filter(([first, second]) => first.format !== second.format)),
    junk: fc.constantFrom(...JUNK),
    chunkBytes: fc.integer({ min: 1, max: 5_000 }),
  });
  await fc.assert(
    fc.asyncProperty(file, async ({ pair: [own, other], junk, chunkBytes }) => {
      const titles = ["A-1", "A-2", "A-3", "A-4", "A-5"];
      const parts = [other.of("X-1"), own.of(...titles), other.of("X-2")];
      const { format, papers, records, error } = await readFile(parts.join(junk), undefined, chunkBytes);
      expect({ format, error }).toEqual({ format: own.format, error: undefined });
      expect(papers.map(({ title }) => title)).toEqual(titles);
      expect(records.map(({ text }) => text).join("")).toMatch(/X-1.*A-5.*X-2/s);
    }),
    { numRuns: 300 },
  );
});

test("a record that is cut off at any place before good records loses only itself, with a root and without one", async () => {
  const file = fc.record({
    source: fc.constantFrom(
      ...Object.values(SOURCES).flatMap(({ record, wrappers }) =>
        wrappers.map((wrapper) => ({ record, wrapper })),
      ),
    ),
    share: fc.double({ min: 0, max: 0.9999, noNaN: true }),
    end: fc.constantFrom("", "\n"),
    isBehindRoot: fc.boolean(),
    chunkBytes: fc.integer({ min: 1, max: 5_000 }),
  });
  await fc.assert(
    fc.asyncProperty(file, async ({ source, share, end, isBehindRoot, chunkBytes }) => {
      const { record, wrapper } = source;
      const titled = (title: string) => record.replaceAll(MARK, title);
      const whole = titled("CUT");
      const nameEnd = whole.search(/[\s>]/) + 1;
      const cut = whole.slice(0, nameEnd + Math.floor(share * (whole.length - nameEnd))) + end;
      const text = isBehindRoot
        ? `${wrapper(titled("A-1"))}${bare(cut, titled("B-1"), titled("B-2"))}`
        : wrapper(titled("A-1"), cut, titled("B-1"), titled("B-2"));
      const { format, papers, rejects, error } = await readFile(text, undefined, chunkBytes);
      expect(error).toBeUndefined();
      const titles = papers.map(({ title }) => title);
      expect(titles.filter((title) => title !== "CUT")).toEqual(["A-1", "B-1", "B-2"]);
      // In JATS, an article that is cut off after its front is read. If `<article-meta` is cut off after `<article`, that begins one more article.
      const isJats = format === "jats";
      expect(rejects.length).toBeLessThanOrEqual(isJats ? 2 : 1);
      expect(rejects.length > 0 || (isJats && titles.includes("CUT"))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

describe("a record that is cut off before records of another kind loses only itself", () => {
  const sourceOf = (format: string) => (title: string) =>
    (SOURCES[format]?.record ?? "").replaceAll(MARK, title);
  const publication = sourceOf("dblp");
  const article = sourceOf("pubmed");
  const entry = sourceOf("arxiv-atom");
  const cutPaper = dblpRecord({ element: "inproceedings" }).slice(0, 90);
  const book = "<PubmedBookArticle><BookDocument><PMID>7";
  const feed = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:arxiv='http://arxiv.org/schemas/atom'>";
  const good = `${publication("B")}${dblpPerson()}${publication("C")}`;

  test.each([
    ["in a dump", `<dblp>${publication("A")}${cutPaper}${good}</dblp>`],
    [
      "in a dump, before an entry without papers",
      `<dblp>${publication("A")}${cutPaper}${dblpPerson()}${good}</dblp>`,
    ],
    ["at the end of a dump", `<dblp>${publication("A")}${cutPaper}</dblp>${good}`],
    ["alone", `${publication("A")}${cutPaper}\n${good}`],
    [
      "before records, and then a dump",
      `<dblp>${publication("A")}${cutPaper}\n${publication("B")}<dblp>${publication("C")}</dblp>`,
    ],
    ["in an attribute", `<dblp>${publication("A")}<book mdate="2024-0\n${good}</dblp>`],
    ["in a set of PubMed", pubmedFile([article("A"), book, article("B"), article("C")])],
    [
      "alone, of PubMed",
      `${article("A")}${article("X")
        .replace(/^<PubmedArticle>/, "")
        .slice(0, 300)}${article("B")}${article("C")}`,
    ],
    [
      "before entries, and then a feed",
      `${feed}${entry("A")}${entry("X").slice(0, 90)}\n${entry("B")}${feed}${entry("C")}</feed>`,
    ],
  ])("%s", async (_, file) => {
    const { papers, rejects, error } = await readFile(file);
    expect(error).toBeUndefined();
    expect(papers.map(({ title }) => title)).toEqual(["A", "B", "C"]);
    expect(rejects).toMatchObject([
      { reason: "malformed", message: expect.stringContaining("cut off here") },
    ]);
  });
});
