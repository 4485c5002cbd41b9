import { describe, expect, test } from "vitest";
import { datacite } from "./datacite.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { dataciteDoi, datacitePage } from "./fixtures/datacite.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import { paperIn, readFile, reasonIn } from "./fixtures/read-file.ts";
import { RANKS } from "./ranks.ts";

const paper = (attributes: Record<string, unknown>) => paperIn(datacite, dataciteDoi(attributes));

describe("datacite recognises", () => {
  test.each([
    ["lines of the public data file", `${dataciteDoi()}\n${dataciteDoi()}\n`],
    ["a page", datacitePage(dataciteDoi())],
    ["an empty page", datacitePage()],
    ["one DOI as the API answers", `{"data":${dataciteDoi()}}`],
    ["attributes without a type", '{"attributes":{"doi":"10.5072/1"}}'],
  ])("%s", (_, file) => {
    expect(isRecognised(datacite, file)).toBe(true);
  });

  test.each([
    [
      "a record of another JSON:API",
      '{"data":[{"id":"1","type":"nodes","attributes":{}}],"meta":{"version":"2"}}',
    ],
    ["our own form", '{"paper_id":"a:1","type":"dois","attributes":{"doi":"10.5072/1"}}'],
  ])("and not %s", (_, file) => {
    expect(isRecognised(datacite, file)).toBe(false);
  });

  test("repositories are refused, with what to ask for", async () => {
    const clients = datacitePage('{"id":"loom.works","type":"clients","attributes":{"name":"Loom Works"}}');
    expect(await readFile(clients)).toMatchObject({
      error: { reason: "unknown-format", message: expect.stringMatching(/clients.*dois/) },
    });
  });
});

test("a DOI is a paper, with its exact source text", () => {
  const raw_json = dataciteDoi();
  expect(paper({})).toEqual({
    paper_id: "datacite:10.5072/loom-a",
    source: "datacite",
    title: "Looms of Bombyx & kin",
    abstract: "We weave. It holds, p < 0.05.",
    authors: ["Ada Weaver", "Loom Works, Weaving"],
    published_date: "2024-03",
    categories: ["Silk", "Weaving", "Dataset"],
    doi: "10.5072/loom-a",
    updated_at: "2024-03-05T10:20:30.000Z",
    raw_json,
    rank: RANKS.datacite.DOI,
  });
});

describe("the title", () => {
  test.each([
    [
      "the first without a type",
      [{ title: "A", titleType: "Subtitle" }, { title: "B" }, { title: "C" }],
      "B",
    ],
    ["the first title if each has a type", [{ title: "A", titleType: "Other" }], "A"],
    ["empty, where there is none", [], ""],
    ["empty, where a code says so", [{ title: "(:Unas) untitled" }], ""],
    ["on one line", [{ title: "\n  Looms\r\n  of old " }], "Looms of old"],
  ])("is %s", (_, titles, title) => {
    expect(paper({ titles }).title).toBe(title);
  });
});

describe("the abstract", () => {
  const text = (description: string | undefined, descriptionType = "Abstract") => ({
    description,
    descriptionType,
  });

  test.each([
    ["the first abstract with a text", [text(undefined), text("One"), text("Zwei")], "One"],
    ["no other description", [text("Tables", "Methods")], ""],
    ["empty, where a code says so", [text("(:unav)")], ""],
    ["empty, where the list is none", "x", ""],
  ])("is %s", (_, descriptions, abstract) => {
    expect(paper({ descriptions }).abstract).toBe(abstract);
  });
});

describe("a creator", () => {
  test.each([
    ["with both parts", { name: "x", givenName: "Ada", familyName: "Weaver" }, ["Ada Weaver"]],
    ["with only a name that has one comma", { name: "Weaver, A.K." }, ["A.K. Weaver"]],
    ["with an organisation's comma", { name: "Works, Looms", nameType: "Organizational" }, ["Works, Looms"]],
    ["with one part", { name: "Krill", familyName: "Krill", givenName: null }, ["Krill"]],
    ["with the dates of a life", { name: "Scot, Reginald, 1538?-1599" }, ["Scot, Reginald, 1538?-1599"]],
    [
      "with a list in it",
      { name: "Weaver, Ada (Works); Spinner, Ben (Works)" },
      ["Weaver, Ada (Works); Spinner, Ben (Works)"],
    ],
    ["with entities", { name: "O&#39;Loom, Ben" }, ["Ben O'Loom"]],
    ["with a code that means no name", { name: "(:Unav)" }, []],
    ["with a code and words after it", { name: "(:unkn) unknown" }, []],
    ["with codes as parts", { name: "Krill", givenName: "(:null)", familyName: "Krill" }, ["Krill"]],
    ["with nothing", {}, []],
  ])("%s", (_, creator, authors) => {
    expect(paper({ creators: [creator] }).authors).toEqual(authors);
  });
});

describe("the date of publication", () => {
  const issued = (...dates: readonly (string | null)[]) =>
    dates.map((date) => ({ date, dateType: "Issued" }));

  test.each([
    ["the issue in the year of publication", issued("2012-03-14", "2024"), 2024, "2024"],
    ["the longest in that year", issued("2024", "2024-05-06", "2024-05"), 2024, "2024-05-06"],
    ["the first issue if none is in that year", issued("2017-05-08", "2016"), 2024, "2017-05-08"],
    ["the year, where there is no issue", [{ date: "2012", dateType: "Created" }], 2024, "2024"],
    ["the beginning of a range", issued("2024-03-01/2024-03-31"), 2024, "2024-03-01"],
    ["the day of a date-time", issued("2024-03-01T10:00:00Z"), 2024, "2024-03-01"],
    ["a year of another calendar, unchanged", issued("2541"), 2541, "2541"],
    ["the year as a text", null, "1999", "1999"],
    ["none if no issue is a date", issued(null, "soon"), null, null],
  ])("is %s", (_, dates, publicationYear, date) => {
    expect(paper({ dates, publicationYear }).published_date).toBe(date);
  });
});

describe("what the record says of itself", () => {
  test("updated decides which version is newest, with or without milliseconds, and the file's time decides if it is absent", () => {
    expect(paper({ updated: "2024-03-05T10:20:30Z" }).updated_at).toBe("2024-03-05T10:20:30.000Z");
    expect(paper({ updated: undefined }).updated_at).toBe(CONTEXT.batchTimestamp);
    expect(reasonIn(datacite, dataciteDoi({ updated: "yesterday" }))).toBe("bad-date");
  });

  test("a DOI that is only registered is a withdrawn paper with all its fields", () => {
    expect(paper({ state: "registered", isActive: false })).toMatchObject({
      withdrawn_at: "2024-03-05T10:20:30.000Z",
      title: "Looms of Bombyx & kin",
    });
    expect(paper({ state: undefined })).not.toHaveProperty("withdrawn_at");
  });

  test("the DOI is in the attributes, or is the record's id", () => {
    expect(paper({ doi: undefined }).paper_id).toBe("datacite:10.5072/loom-a");
    expect(paper({ doi: "10.5072/x/1#Part-2" }).paper_id).toBe("datacite:10.5072/x/1#part-2");
    expect(reasonIn(datacite, dataciteDoi({ doi: "none" }))).toBe("no-id");
  });

  test("a record without a DOI is not a paper", () => {
    expect(reasonIn(datacite, dataciteDoi({}, { type: "clients" }))).toBe("not-a-paper");
    expect(reasonIn(datacite, dataciteDoi({}, { attributes: null }))).toBe("not-a-paper");
  });

  test("the general type is the last category, once", () => {
    expect(paper({ subjects: [{ subject: "Dataset" }, { subject: "Silk" }] }).categories).toEqual([
      "Silk",
      "Dataset",
    ]);
    expect(paper({ types: null, subjects: null }).categories).toEqual([]);
  });
});

test("pages may follow one another, and repositories among the DOIs are not records", async () => {
  const pages = `${datacitePage(dataciteDoi(), dataciteDoi({ doi: "10.5072/2" }))}\n${datacitePage()}\n`;
  const { format, papers, rejects, error } = await readFile(pages);
  expect({ format, rejects, error }).toEqual({ format: "datacite", rejects: [], error: undefined });
  expect(papers.map(({ paper_id }) => paper_id)).toEqual(["datacite:10.5072/loom-a", "datacite:10.5072/2"]);
});
