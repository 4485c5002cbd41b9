import { describe, expect, test } from "vitest";
import { collect, inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import { pubmedArticle, pubmedDate, pubmedFile } from "./fixtures/pubmed.ts";
import type { ParsedRecord } from "./format.ts";
import { pubmed } from "./pubmed.ts";
import { RANKS } from "./ranks.ts";

const parse = (text: string): ParsedRecord =>
  pubmed.parse({ number: 1, byteOffset: 0, endByteOffset: Buffer.byteLength(text), text }, CONTEXT);

function paperOf(text: string) {
  const parsed = parse(text);
  if (parsed.kind !== "paper") throw new Error(JSON.stringify(parsed));
  return parsed.paper;
}

const paperWith = (fields: Record<string, string>) => paperOf(pubmedArticle(fields));

describe("pubmed recognises", () => {
  test.each([
    ["a baseline or update file", pubmedFile([pubmedArticle()])],
    ["one with deletions alone", pubmedFile([], ['<PMID Version="1">1</PMID>'])],
    ["a document type with a subset", "<!DOCTYPE PubmedArticleSet [<!ELEMENT a (b)>]><PubmedArticleSet>"],
    ["an article by itself", pubmedArticle()],
    ["articles in a root of one's own", `<articles>${pubmedArticle()}</articles>`],
    ["an article behind an error", `{"error":"API rate limit exceeded"}\n${pubmedArticle()}`],
    ["a file of NLM's from before 2017", "<MedlineCitationSet><MedlineCitation>"],
    ["a citation by itself", '<MedlineCitation Owner="NLM"><PMID>1</PMID></MedlineCitation>'],
    ["a set of books", "<PubmedBookArticleSet><PubmedBookArticle>"],
    ["deletions by themselves", "<DeleteCitation><PMID>1</PMID></DeleteCitation>"],
  ])("%s", (_, head) => {
    expect(isRecognised(pubmed, head)).toBe(true);
  });

  test.each([
    "<eFetchResult><ERROR>Empty id list</ERROR></eFetchResult>",
    '<PubmedArticleSet xmlns="http://example.org/">',
    "PubmedArticleSet",
    "[]",
  ])("and not %j", (head) => {
    expect(isRecognised(pubmed, head)).toBe(false);
  });
});

test("an article is a paper, with its exact source text", () => {
  const raw_xml = pubmedArticle();
  expect(parse(raw_xml)).toEqual({
    kind: "paper",
    paper: {
      paper_id: "pubmed:31393839",
      source: "pubmed",
      title: "Uptake of CO2 by E. coli & others.",
      abstract: "We measured uptake.",
      authors: ["Paul Erdős"],
      published_date: "2019-06-03",
      categories: ["Biomechanical Phenomena", "Humans"],
      updated_at: "2020-01-09T00:00:00.001Z",
      raw_xml,
      rank: RANKS.pubmed.PubmedArticle,
    },
  });
});

test("an article has empty fields where PubMed has none", () => {
  const fields = { title: "", abstract: "", authors: "", mesh: "", pubDate: "", articleDate: "" };
  expect(paperWith(fields)).toMatchObject({
    title: "",
    abstract: "",
    authors: [],
    published_date: null,
    categories: [],
  });
});

describe("an article is as new as", () => {
  test.each([
    ["its DateRevised", { revised: pubmedDate("DateRevised", "2020", "1", "9") }, "2020-01-09T00:00:00.001Z"],
    [
      "that, its month by name",
      { revised: pubmedDate("DateRevised", "2020", "Jan", "09") },
      "2020-01-09T00:00:00.001Z",
    ],
    ["its version on that day", { pmid: '<PMID Version="12">31393839</PMID>' }, "2020-01-09T00:00:00.012Z"],
    [
      "its first version if it has no version number",
      { pmid: "<PMID>31393839</PMID>" },
      "2020-01-09T00:00:00.001Z",
    ],
    [
      "its first version if the version is not a number",
      { pmid: '<PMID Version="x">31393839</PMID>' },
      "2020-01-09T00:00:00.001Z",
    ],
    ["its DateCompleted if it was not revised", { revised: "" }, "2019-12-17T00:00:00.001Z"],
    ["its file if it has neither", { revised: "", completed: "" }, CONTEXT.batchTimestamp],
  ])("%s", (_, fields, expected) => {
    expect(paperWith(fields).updated_at).toBe(expected);
  });

  test.each([
    ["DateRevised", { revised: pubmedDate("DateRevised", "2020", "02", "30") }, '"2020 02 30"'],
    ["DateRevised", { revised: "<DateRevised><Year>2020</Year></DateRevised>" }, '"2020"'],
    ["DateCompleted", { revised: "", completed: "<DateCompleted/>" }, '""'],
  ])("not a wrong <%s>, which makes it a reject (%#)", (name, fields, shown) => {
    expect(parse(pubmedArticle(fields))).toMatchObject({
      kind: "reject",
      reason: "bad-date",
      message: expect.stringContaining(`<${name}> is ${shown}`),
    });
  });
});

describe("a deletion", () => {
  test("is a withdrawal and nothing else, as new as its file", () => {
    const raw_xml = '<PMID Version="1">28327888</PMID>';
    expect(parse(raw_xml)).toEqual({
      kind: "withdrawal",
      withdrawal: {
        paper_id: "pubmed:28327888",
        source: "pubmed",
        withdrawn_at: CONTEXT.batchTimestamp,
        raw_xml,
      },
    });
  });

  test.each(["<PMID/>", "<PMID>x</PMID>"])("of %s is a reject", (text) => {
    expect(parse(text)).toMatchObject({ kind: "reject", reason: "no-id" });
  });
});

describe("a record is a reject", () => {
  test.each([
    ["without a PMID", pubmedArticle({ pmid: "" }), "no-id", "there is no <PMID>"],
    ["whose PMID is not a number", pubmedArticle({ pmid: "<PMID>PMC123</PMID>" }), "no-id", '"PMC123"'],
    ["whose PMID has a leading zero", pubmedArticle({ pmid: "<PMID>0123</PMID>" }), "no-id", '"0123"'],
    [
      "that is a book",
      "<PubmedBookArticle><BookDocument><PMID>1</PMID></BookDocument></PubmedBookArticle>",
      "not-an-article",
      "a book or a chapter",
    ],
    ["without a citation", "<PubmedArticle/>", "not-an-article", "no <MedlineCitation>"],
    [
      "without an article",
      "<PubmedArticle><MedlineCitation><PMID>1</PMID></MedlineCitation></PubmedArticle>",
      "not-an-article",
      "with an <Article>",
    ],
    [
      "that is not well-formed",
      pubmedArticle({ title: "<ArticleTitle>p < 0.05</ArticleTitle>" }),
      "malformed",
      "not well-formed",
    ],
  ])("%s", (_, text, reason, message) => {
    expect(parse(text)).toMatchObject({ kind: "reject", reason, message: expect.stringContaining(message) });
  });
});

describe("a file is split into", () => {
  const split = (file: string) => collect(pubmed.split(inChunks(file, 100), CONTEXT));

  test("its articles and books, and each deletion by itself", async () => {
    const book = "<PubmedBookArticle><BookDocument><PMID>5</PMID></BookDocument></PubmedBookArticle>";
    const articles = [pubmedArticle(), book, pubmedArticle({ pmid: '<PMID Version="2">7</PMID>' })];
    const deleted = ['<PMID Version="1">8</PMID>', "<PMID>9</PMID>"];
    const { items, error } = await split(pubmedFile(articles, deleted));
    expect(error).toBeUndefined();
    expect(items.map(({ number, text }) => [number, text])).toEqual(
      [...articles, ...deleted].map((text, index) => [index + 1, text]),
    );
  });

  test("those of its parts that stand by themselves, with or without a set", async () => {
    const file = `${pubmedArticle()}${pubmedFile([pubmedArticle()])}<DeleteCitation><PMID>8</PMID></DeleteCitation>`;
    const { items, error } = await split(file);
    expect(error).toBeUndefined();
    expect(items.map(({ text, problem }) => [text, problem])).toEqual([
      [pubmedArticle(), undefined],
      [pubmedArticle(), undefined],
      ["<PMID>8</PMID>", undefined],
    ]);
  });

  test("no withdrawal from an element that is not a deletion", async () => {
    const { items } = await split(`${pubmedFile([])}<DocSum><PMID>8</PMID></DocSum>`);
    expect(items).toMatchObject([
      { text: "<DocSum><PMID>8</PMID></DocSum>", problem: { reason: "not-a-paper" } },
    ]);
  });

  test("nothing if it is empty", async () => {
    expect(await split(pubmedFile([]))).toEqual({ items: [] });
  });
});

describe("other roots of NLM's", () => {
  const read = async (file: string) => {
    const { items, error } = await collect(pubmed.split(inChunks(file, 100), CONTEXT));
    expect(error).toBeUndefined();
    return items.map((record) => ({ text: record.text, ...pubmed.parse(record, CONTEXT) }));
  };
  const citation = /<MedlineCitation[\s\S]*<\/MedlineCitation>/.exec(pubmedArticle())?.[0] ?? "";

  test("a MedlineCitationSet holds citations and deletions", async () => {
    const file = `<?xml version="1.0"?>\n<!DOCTYPE MedlineCitationSet>\n<MedlineCitationSet>\n${citation}\n<DeleteCitation><PMID Version="1">2</PMID></DeleteCitation>\n</MedlineCitationSet>\n`;
    expect(await read(file)).toMatchObject([
      {
        text: citation,
        kind: "paper",
        paper: { paper_id: "pubmed:31393839", raw_xml: citation, published_date: "2019-06-03" },
      },
      { kind: "withdrawal", withdrawal: { paper_id: "pubmed:2" } },
    ]);
  });

  test("files of both kinds may be put together", async () => {
    const old = `<MedlineCitationSet>${citation}</MedlineCitationSet>`;
    const file = pubmedFile([pubmedArticle()]);
    expect(await read(old + file + old)).toMatchObject([1, 2, 3].map(() => ({ kind: "paper" })));
    expect(await read(file + old)).toMatchObject([1, 2].map(() => ({ kind: "paper" })));
  });

  test("a PubmedBookArticleSet holds no article", async () => {
    const book = "<PubmedBookArticle><BookDocument><PMID>3</PMID></BookDocument></PubmedBookArticle>";
    expect(await read(`<PubmedBookArticleSet>${book}</PubmedBookArticleSet>`)).toMatchObject([
      { kind: "reject", reason: "not-an-article" },
    ]);
  });
});

test("an abstract keeps its list items apart, and its formulas single", () => {
  const text =
    '<AbstractText Label="AIMS">We saw:<list><list-item>one</list-item><list-item>two</list-item></list> at <mml:math xmlns:mml="m"><mml:semantics><mml:mi>x</mml:mi><mml:annotation encoding="application/x-tex">x</mml:annotation></mml:semantics></mml:math>.</AbstractText>';
  expect(paperWith({ abstract: `<Abstract>${text}</Abstract>` }).abstract).toBe(
    "AIMS: We saw: one two at x.",
  );
});
