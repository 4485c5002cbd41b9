import { describe, expect, test } from "vitest";
import { doaj } from "./doaj.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { doajArticle, doajDump, doajJournal, doajPage } from "./fixtures/doaj.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import { paperIn, readFile, reasonIn } from "./fixtures/read-file.ts";
import { RANKS } from "./ranks.ts";

const paper = (bibjson: Record<string, unknown>, members: Record<string, unknown> = {}) =>
  paperIn(doaj, doajArticle(bibjson, members));

const hit = (article: string) => `{"_index":"articles","_id":"1","_source":${article}}`;

describe("doaj recognises", () => {
  test.each([
    ["a file of the dump", doajDump(doajArticle(), doajArticle())],
    ["lines", `${doajArticle()}\n${doajArticle()}\n`],
    ["a page", doajPage(doajArticle())],
    ["an empty page", doajPage()],
    ["hits as lines", hit(doajArticle())],
    ["a page of hits", `{"took":1,"hits":{"total":1,"hits":[${hit(doajArticle())}]}}`],
  ])("%s", (_, file) => {
    expect(isRecognised(doaj, file)).toBe(true);
  });

  test.each([
    ["a page of another API", '{"page":1,"results":[]}'],
    ["our own form", `{"paper_id":"a:1",${doajArticle().slice(1)}`],
  ])("and not %s", (_, file) => {
    expect(isRecognised(doaj, file)).toBe(false);
  });

  test("journals are refused, with what to give", async () => {
    expect(await readFile(`${doajJournal()}\n${doajJournal()}\n`)).toMatchObject({
      papers: [],
      error: { reason: "unknown-format", message: expect.stringMatching(/journals.*articles/) },
    });
  });
});

test("an article is a paper, with its exact source text", () => {
  const raw_json = doajArticle();
  expect(paper({})).toEqual({
    paper_id: "doaj:00000000000000000000000000005a0a",
    source: "doaj",
    title: "Looms of Bombyx & kin",
    abstract: "We weave. It holds.",
    authors: ["Ada Weaver", "Ben Spinner"],
    published_date: "2024-03",
    categories: ["Silk"],
    doi: "10.5072/loom.2",
    updated_at: "2024-03-05T10:20:30.000Z",
    raw_json,
    rank: RANKS.doaj.JSON,
  });
});

test("a hit is the article in it, with the whole hit as its source text", () => {
  expect(paperIn(doaj, hit(doajArticle()))).toMatchObject({
    paper_id: "doaj:00000000000000000000000000005a0a",
    raw_json: hit(doajArticle()),
  });
});

test.each([
  ["Weaver, Ada", "Ada Weaver"],
  ["Ada Weaver", "Ada Weaver"],
  ["Weaver Ada V.", "Weaver Ada V."],
  ["James F. Weaver, Jr.", "James F. Weaver Jr."],
  ["James Weaver, III", "James Weaver III"],
  ["King, M. L., Jr.", "M. L. King Jr."],
  ["Petrov, Iv.", "Iv. Petrov"],
  ["O&#39;Loom, Ben", "Ben O'Loom"],
  ["Ada  Weaver", "Ada Weaver"],
])("the name %s is %s", (name, author) => {
  expect(paper({ author: [{ name }, { name: "" }, {}, null] }).authors).toEqual([author]);
});

test.each([
  ["2016", "1", "2016-01"],
  ["2016", "06", "2016-06"],
  [2016, 6, "2016-06"],
  ["2016", "March", "2016-03"],
  ["2016", "0", "2016"],
  ["2016", "13", "2016"],
  ["2016", undefined, "2016"],
  ["16", "1", null],
  [undefined, "1", null],
])("the year %s and the month %s are %s", (year, month, date) => {
  expect(paper({ year, month }).published_date).toBe(date);
});

describe("what the record says of itself", () => {
  test("last_updated decides which version is newest, not created_date, and the file's time decides if it is absent", () => {
    const moved = { created_date: "2025-01-01T00:00:00Z" };
    expect(paper({}, moved).updated_at).toBe("2024-03-05T10:20:30.000Z");
    expect(paper({}, { ...moved, last_updated: undefined }).updated_at).toBe(CONTEXT.batchTimestamp);
    expect(reasonIn(doaj, doajArticle({}, { last_updated: "now" }))).toBe("bad-date");
  });

  test.each([
    [{ in_doaj: false, upload_id: "u" }, "2024-03-05T10:20:30.000Z"],
    [{ in_doaj: true }, undefined],
    [{ seal: true }, undefined],
    [undefined, undefined],
    ["x", undefined],
  ])("admin %j is withdrawn at %s", (admin, withdrawnAt) => {
    const { title, withdrawn_at } = paper({}, { admin });
    expect({ title, withdrawn_at }).toEqual({ title: "Looms of Bombyx & kin", withdrawn_at: withdrawnAt });
  });

  test.each([
    ["no-id", doajArticle({}, { id: undefined })],
    ["no-id", doajArticle({}, { id: "x0" })],
    ["not-a-paper", doajJournal()],
    ["not-a-paper", '{"id":"00000000000000000000000000005a0b"}'],
    ["bad-field", doajArticle({ title: 7 })],
  ])("%s: %s", (reason, text) => {
    expect(reasonIn(doaj, text)).toBe(reason);
  });

  test("optional fields of another type do not make the record bad", () => {
    expect(paper({ abstract: 7, subject: "x", year: {}, month: [] })).toMatchObject({
      abstract: "",
      categories: [],
      published_date: null,
    });
  });
});

test("a journal among articles is a reject", async () => {
  const { papers, rejects, error } = await readFile(doajDump(doajArticle(), doajJournal(), doajArticle()));
  expect(papers).toHaveLength(2);
  expect(rejects).toEqual([{ reason: "not-a-paper", message: expect.stringContaining("journal") }]);
  expect(error).toBeUndefined();
});
