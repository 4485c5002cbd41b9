import { describe, expect, test } from "vitest";
import { europepmc } from "./europepmc.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { europepmcLite, europepmcPage, europepmcRecord } from "./fixtures/europepmc.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import { paperIn, readFile, reasonIn } from "./fixtures/read-file.ts";
import { RANKS } from "./ranks.ts";

const core = (fields: Record<string, unknown>) => paperIn(europepmc, europepmcRecord(fields));
const lite = (fields: Record<string, unknown>) => paperIn(europepmc, europepmcLite(fields));

const idsAlone = (...ids: readonly string[]) =>
  europepmcPage(...ids.map((id) => JSON.stringify({ id, source: "MED", pmid: id })));

describe("europepmc recognises", () => {
  test.each([
    ["a page of core", europepmcPage(europepmcRecord())],
    ["a page of lite", europepmcPage(europepmcLite())],
    ["a page without results", '{"version":"6.9","hitCount":0,"resultList":{"result":[]}}'],
    ["records as lines", `${europepmcLite()}\n${europepmcRecord()}\n`],
    ["a record that a client keeps within its own", `{"downloaded":true,"full":${europepmcRecord()}}`],
  ])("%s", (_, file) => {
    expect(isRecognised(europepmc, file)).toBe(true);
  });

  test.each([
    ["records of another source", '{"id":"1","source":"arxiv","title":"x"}'],
    ["citations", '{"id":"1","source":"MED","citationType":"JOURNAL ARTICLE","title":"x"}'],
    ["a page of another API", '{"hitCount":1,"results":[]}'],
    ["our own form", '{"paper_id":"europepmc:MED/1","id":"1","source":"MED","title":"x"}'],
  ])("and not %s", (_, file) => {
    expect(isRecognised(europepmc, file)).toBe(false);
  });

  test.each([
    ["ids alone", idsAlone("1", "2"), /resultType=core/],
    [
      "citations",
      '{"hitCount":1,"citationList":{"citation":[{"id":"1","source":"MED","title":"x"}]}}',
      /citations or references/,
    ],
  ])("%s are refused, with what to ask for", async (_, file, message) => {
    expect(await readFile(file)).toMatchObject({
      papers: [],
      rejects: [],
      error: { reason: "unknown-format", message: expect.stringMatching(message) },
    });
  });
});

describe("a record", () => {
  test("of core is a paper, with its exact source text", () => {
    const raw_json = europepmcRecord();
    expect(core({})).toEqual({
      paper_id: "europepmc:MED/99200001",
      source: "europepmc",
      title: "Looms of Bombyx at p < 0.05.",
      abstract: "Aim We weave. Results It holds.",
      authors: ["Ada Weaver", "BC Spinner", "Loom Study Group"],
      published_date: "2024-02-10",
      categories: ["Silk", "Bombyx"],
      doi: "10.5072/loom.1",
      updated_at: "2024-02-12T00:00:00.000Z",
      raw_json,
      rank: RANKS.europepmc.core,
      record_changed_at: "2024-02-11T00:00:00.000Z",
    });
  });

  test("of lite has the names in its author string, but no abstract and no categories", () => {
    expect(lite({})).toMatchObject({
      title: "Looms.",
      abstract: "",
      authors: ["A Weaver", "BC Spinner", "Loom Study Group"],
      categories: [],
      updated_at: "2024-02-12T00:00:00.000Z",
    });
  });

  test("that a client stored inside its own record is a paper, with the whole record as its source text", () => {
    const kept = `{"downloaded":true,"full":${europepmcRecord()},"title":"x"}`;
    expect(paperIn(europepmc, kept)).toMatchObject({ title: "Looms of Bombyx at p < 0.05.", raw_json: kept });
  });

  test("that a client made from XML has one element where others have an array", () => {
    const ofXml = {
      authorList: { author: { firstName: "Ada", lastName: "Weaver", authorId: { "@type": "ORCID" } } },
      meshHeadingList: { meshHeading: { descriptorName: "Silk" } },
    };
    expect(core(ofXml)).toMatchObject({ authors: ["Ada Weaver"], categories: ["Silk"] });
  });

  test("is named by its source and its id together", () => {
    expect(core({ source: "HIR" }).paper_id).toBe("europepmc:HIR/99200001");
    expect(core({ source: "PPR", id: "PPR1" }).paper_id).toBe("europepmc:PPR/PPR1");
    expect(core({ source: "XXX", id: "5" }).paper_id).toBe("europepmc:XXX/5");
  });

  test.each([
    ["no id", { id: undefined }],
    ["no source", { source: undefined }],
    ["a text that is not a source", { source: "a/b" }],
    ["an id with a space in it", { id: "1 2" }],
  ])("with %s is rejected as no-id", (_, fields) => {
    expect(reasonIn(europepmc, europepmcRecord(fields))).toBe("no-id");
  });
});

describe("authors", () => {
  test.each([
    ["no list: the author string", { authorList: undefined }, ["A Weaver", "BC Spinner", "Loom Study Group"]],
    ["an empty list", { authorList: { author: [] } }, ["A Weaver", "BC Spinner", "Loom Study Group"]],
    ["neither", { authorList: undefined, authorString: undefined }, []],
    ["a full name alone", { authorList: { author: [{ fullName: "Weaver AB" }] } }, ["AB Weaver"]],
    [
      "a suffix",
      { authorList: { author: [{ firstName: "M", lastName: "King", suffix: "Jr" }] } },
      ["M King Jr"],
    ],
    ["one of another kind", { authorList: { author: ["x", { lastName: "Weaver" }] } }, ["Weaver"]],
  ])("with %s", (_, fields, authors) => {
    expect(core(fields).authors).toEqual(authors);
  });
});

describe("the date of publication", () => {
  const printed = (
    dateOfPublication: string,
    printPublicationDate: string,
    electronicPublicationDate?: string,
  ) => ({
    firstPublicationDate: printPublicationDate,
    electronicPublicationDate,
    journalInfo: { dateOfPublication, printPublicationDate },
  });

  test.each([
    ["the month of an issue if its day is invented", printed("2025 Dec", "2025-12-01"), "2025-12"],
    ["the year of an issue", printed("2011 ", "2011-01-01"), "2011"],
    ["the year of an issue of several months", printed("2011 Nov-Dec", "2011-11-01"), "2011"],
    ["the year of an issue with a season", printed("2011 Winter", "2011-01-01"), "2011"],
    ["the day of an issue", printed("2025 Dec 4", "2025-12-04"), "2025-12-04"],
    [
      "the day on the web, though it is the issue's too",
      printed("2025 Dec", "2025-12-01", "2025-12-01"),
      "2025-12-01",
    ],
    ["a day that no issue has", { firstPublicationDate: "2024-02-09" }, "2024-02-09"],
    ["the day on the web, where there is no first", { firstPublicationDate: undefined }, "2024-02-10"],
    [
      "the year, where there is no day",
      { firstPublicationDate: "soon", electronicPublicationDate: undefined },
      "2024",
    ],
    [
      "none",
      { firstPublicationDate: undefined, electronicPublicationDate: undefined, pubYear: undefined },
      null,
    ],
  ])("is %s", (_, fields, date) => {
    expect(core(fields).published_date).toBe(date);
  });
});

describe("newest", () => {
  test.each([
    ["the revision, where it is later", { dateOfRevision: "2024-03-01" }, "2024-03-01T00:00:00.000Z"],
    ["the first indexing, where that is later", { dateOfRevision: "2024-01-01" }, "2024-02-12T00:00:00.000Z"],
    ["the time that is given", { firstIndexDate: undefined }, "2024-02-11T00:00:00.000Z"],
    ["the file's time", { firstIndexDate: undefined, dateOfRevision: null }, CONTEXT.batchTimestamp],
  ])("is by %s", (_, fields, updated_at) => {
    expect(core(fields).updated_at).toBe(updated_at);
  });

  test("is not decided by a wrong date", () => {
    expect(reasonIn(europepmc, europepmcRecord({ dateOfRevision: "2024-02-30" }))).toBe("bad-date");
  });
});

test("optional fields of another type do not make the record bad", () => {
  const odd = { abstractText: 7, journalInfo: [], meshHeadingList: "x", pubYear: {}, authorList: 5 };
  expect(core(odd)).toMatchObject({ abstract: "", categories: [], published_date: "2024-02-10" });
});

test("pages may follow one another", async () => {
  const pages = `${europepmcPage(europepmcLite())}\n${europepmcPage()}\n${europepmcPage(europepmcRecord())}`;
  const { format, papers, rejects, error } = await readFile(pages);
  expect({ format, rejects, error }).toEqual({ format: "europepmc", rejects: [], error: undefined });
  expect(papers.map(({ abstract }) => abstract)).toEqual(["", "Aim We weave. Results It holds."]);
});
