import { describe, expect, test } from "vitest";
import { CONTEXT } from "./fixtures/contexts.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import { formatNamed } from "./formats.ts";
import { paperJson, paperNdjson } from "./paper-json.ts";
import { RANKS } from "./ranks.ts";

const PAPER = {
  paper_id: "pubmed:31452104",
  source: "pubmed",
  title: "A Trial",
  abstract: "It was tried.",
  authors: ["A. One", "B. Two"],
  published_date: "2019-08",
  categories: ["Trials", "Humans"],
  updated_at: "2020-01-02T03:04:05.678Z",
  processing_status: "withdrawn",
};

const parse = (text: string) =>
  paperNdjson.parse({ number: 1, byteOffset: 0, endByteOffset: text.length, text }, CONTEXT);

function paperOf(fields: object) {
  const parsed = parse(JSON.stringify(fields));
  if (parsed.kind !== "paper") throw new Error(JSON.stringify(parsed));
  return parsed.paper;
}

const rejectOf = (fields: object) => parse(JSON.stringify(fields));

describe("what format it is", () => {
  test.each([
    ["[]", "paper-json"],
    ['\n [\n {"paper_id":"a:1', "paper-json"],
    ['{\n  "paper_id":"a:1"', "paper-json"],
    ['{"titel":"x"}\n{"paper_id":"a:2"}', "paper-ndjson"],
    ['null\n{"paper_id":"a:2"', "paper-ndjson"],
    ["{ \r\n", undefined],
    ['{"title":"x"}', undefined],
    ['{"paper_id":"a:1"}\n{"paper_id":"a:2"}', "paper-ndjson"],
    ['\n{"paper_id":"a:1"', "paper-ndjson"],
    ["{}", undefined],
    ["Rate exceeded.", undefined],
    ['"text"', undefined],
    ["<feed>", undefined],
  ])("%j is %s", (head, name) => {
    expect([paperJson, paperNdjson].find((format) => isRecognised(format, head))?.name).toBe(name);
  });

  test("both read a record alike, and count rejects for an unknown source", () => {
    const record = { number: 1, byteOffset: 0, endByteOffset: 1, text: JSON.stringify(PAPER) };
    expect(paperJson.parse(record, CONTEXT)).toEqual(paperNdjson.parse(record, CONTEXT));
    expect(formatNamed("paper-json")?.source).toBe("unknown");
    expect(formatNamed("paper-ndjson")?.source).toBe("unknown");
  });
});

describe("a record", () => {
  test("is a paper, with its exact source text", () => {
    const raw_json = JSON.stringify(PAPER, null, 1);
    const { processing_status, ...paper } = PAPER;
    expect(parse(raw_json)).toEqual({
      kind: "paper",
      paper: { ...paper, rank: RANKS.own["our own form"], withdrawn_at: PAPER.updated_at, raw_json },
    });
  });

  test.each([
    {},
    {
      source: null,
      abstract: null,
      authors: null,
      published_date: null,
      categories: null,
      updated_at: null,
      processing_status: null,
    },
  ])("needs only an id and a title, with %j", (rest) => {
    expect(paperOf({ paper_id: "arxiv:2401.12345", title: "", ...rest })).toMatchObject({
      source: "arxiv",
      title: "",
      abstract: "",
      authors: [],
      published_date: null,
      categories: [],
      updated_at: CONTEXT.batchTimestamp,
      rank: RANKS.own["our own form"],
    });
  });

  test("has its text on one line", () => {
    expect(
      paperOf({
        ...PAPER,
        title: " A\n  Trial\0",
        abstract: "a\tb",
        authors: [" A.\nOne ", " "],
        categories: ["x ", "x"],
      }),
    ).toMatchObject({ title: "A Trial", abstract: "a b", authors: ["A. One"], categories: ["x"] });
  });

  test("keeps fields that are not a paper's in its source text only", () => {
    const paper = paperOf({ ...PAPER, doi: "10.1/x", trace_id: "mine", raw_xml: "<a/>" });
    const { processing_status, ...fields } = PAPER;
    expect(Object.keys(paper).sort()).toEqual(
      [...Object.keys(fields), "rank", "raw_json", "withdrawn_at"].sort(),
    );
    expect(paper.raw_json).toContain('"doi":"10.1/x"');
  });

  test("has the last value of a repeated field, and changes no prototype", () => {
    const parsed = parse(
      '{"title":"a","__proto__":{"polluted":1},"constructor":{},"paper_id":"a:1","title":"b"}',
    );
    expect(parsed).toMatchObject({ kind: "paper", paper: { title: "b" } });
    expect({}).not.toHaveProperty("polluted");
  });

  test("has U+FFFD for half a character, which UTF-8 cannot store", () => {
    expect(parse('{"paper_id":"a:1","title":"x\\ud83dy","authors":["\\udc00"]}')).toMatchObject({
      paper: { title: "x\uFFFDy", authors: ["\uFFFD"] },
    });
  });

  test("has a title of 1 MB whole", () => {
    expect(paperOf({ ...PAPER, title: "x".repeat(1_048_576) }).title.length).toBe(1_048_576);
  });
});

describe("dates", () => {
  test.each([
    ["2024-01-01T00:30:00+02:00", "2023-12-31T22:30:00.000Z"],
    ["2024-01-01T00:30:00", "2024-01-01T00:30:00.000Z"],
    ["2024-01-01", "2024-01-01T00:00:00.000Z"],
  ])("updated_at %s is %s", (updated_at, expected) => {
    expect(paperOf({ ...PAPER, updated_at }).updated_at).toBe(expected);
  });

  test.each([
    ["2024", "2024"],
    ["2024-02", "2024-02"],
    ["2024-02-29", "2024-02-29"],
    ["2024-01-01T00:30:00+02:00", "2024-01-01"],
  ])("published_date %s is %s", (published_date, expected) => {
    expect(paperOf({ ...PAPER, published_date }).published_date).toBe(expected);
  });

  test.each([
    ["updated_at", "2023-02-30T00:00:00Z"],
    ["updated_at", "yesterday"],
    ["updated_at", ""],
    ["updated_at", 1_700_000_000],
    ["published_date", "2024-13"],
    ["published_date", ""],
    ["published_date", 2024],
  ])("%s %j is a reject", (field, value) => {
    expect(rejectOf({ ...PAPER, [field]: value })).toMatchObject({
      kind: "reject",
      reason: "bad-date",
      message: expect.stringContaining(field),
    });
  });
});

describe("a reject", () => {
  test.each([undefined, null, ""])("without an id is no-id: %j", (paper_id) => {
    expect(rejectOf({ title: "x", paper_id })).toMatchObject({ kind: "reject", reason: "no-id" });
  });

  test.each([
    ["without a namespace", "2401.12345"],
    ["with a namespace in capitals", "ArXiv:2401.12345"],
    ["with a space", "arxiv:with space"],
    ["too long for a key", `arxiv:${"x".repeat(1_100)}`],
    ["with half a character", "arxiv:\ud800"],
  ])("with a wrong id is bad-id, and shows the id: %s", (_, paper_id) => {
    const shownId = String(paper_id).slice(0, 20).replace("\ud800", "\\ud800");
    expect(rejectOf({ title: "x", paper_id })).toMatchObject({
      kind: "reject",
      reason: "bad-id",
      message: expect.stringContaining(shownId),
    });
  });

  test("with an id that is not text is bad-field, in plain words", () => {
    expect(rejectOf({ title: "x", paper_id: 5 })).toEqual({
      kind: "reject",
      reason: "bad-field",
      message: "paper_id is a number, and not text",
    });
  });

  test.each([
    ["title", undefined],
    ["title", null],
    ["title", 1],
    ["abstract", ["x"]],
    ["authors", "A. One"],
    ["authors", [{ name: "A. One" }]],
    ["categories", {}],
    ["source", "No Source"],
    ["processing_status", "vectorized"],
  ])("with a wrong field is bad-field, and names the field: %s %j", (field, value) => {
    expect(rejectOf({ ...PAPER, [field]: value })).toMatchObject({
      kind: "reject",
      reason: "bad-field",
      message: expect.stringContaining(field),
    });
  });

  test.each(["", "{", '{"paper_id":"a:1","title":"x"', "{'paper_id':1}", "{}}", "\0"])(
    "that is not JSON is malformed: %j",
    (text) => {
      expect(parse(text)).toMatchObject({ kind: "reject", reason: "malformed" });
    },
  );

  test.each(["1", '"text"', "null", "NaN", "true", "[]", '[{"paper_id":"a:1"}]'])(
    "that is not an object is not-a-paper: %s",
    (text) => {
      expect(parse(text)).toMatchObject({ kind: "reject", reason: "not-a-paper" });
    },
  );

  test("comes of any depth of nesting", () => {
    expect(parse(`${"[".repeat(200_000)}${"]".repeat(200_000)}`)).toMatchObject({ kind: "reject" });
    expect(
      parse(`{"title":"x","paper_id":"a:1","more":${"[".repeat(200_000)}${"]".repeat(200_000)}}`),
    ).toMatchObject({ kind: "paper" });
  });
});
