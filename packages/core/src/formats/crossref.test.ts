import { describe, expect, test } from "vitest";
import { crossref } from "./crossref.ts";
import { FileHead } from "./file-head.ts";
import { collect, inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import {
  CROSSREF_ERRORS,
  crossrefAnswer,
  crossrefDataFile,
  crossrefPage,
  crossrefWork,
} from "./fixtures/crossref.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import type { ParsedRecord } from "./format.ts";
import { RANKS } from "./ranks.ts";
import { recognise } from "./recognise.ts";

const parse = (text: string): ParsedRecord =>
  crossref.parse({ number: 1, byteOffset: 0, endByteOffset: Buffer.byteLength(text), text }, CONTEXT);

function paperOf(text: string) {
  const parsed = parse(text);
  if (parsed.kind !== "paper") throw new Error(JSON.stringify(parsed));
  return parsed.paper;
}

const paperWith = (fields: Record<string, unknown>) => paperOf(crossrefWork(fields));

const pretty = (json: string) => JSON.stringify(JSON.parse(json), null, 2);
const longer = crossrefWork({ reference: Array(5_000).fill({ key: "x".repeat(20) }) });

describe("crossref recognises", () => {
  test.each<readonly [string, string]>([
    ["a work", crossrefWork()],
    ["works in an array", `[${crossrefWork()}]`],
    ["a work spread over several lines", pretty(crossrefWork())],
    ["a work longer than the head", longer.slice(0, 65_536)],
    ["a page", crossrefPage(crossrefWork())],
    ["an empty page", crossrefPage()],
    ["a page spread over several lines", pretty(crossrefPage(crossrefWork()))],
    ["an answer", crossrefAnswer(crossrefWork())],
    ["a file of the public data file", crossrefDataFile(crossrefWork())],
    ["one that begins with a long work", crossrefDataFile(longer).slice(0, 65_536)],
    ["one spread over several lines", pretty(crossrefDataFile(crossrefWork()))],
    ...CROSSREF_ERRORS.map((error) => ["an error", error] as const),
  ])("%s", (_, head) => {
    expect(isRecognised(crossref, head)).toBe(true);
  });

  test.each([
    "Resource not found.",
    '{"items":[]}',
    '{"items":[{"title":"x"}]}',
    '{"doi":"10.1000/182"}',
    '{"paper_id":"doi:10.1000/182","DOI":"10.1000/182"}',
  ])("and not %s", (head) => {
    expect(isRecognised(crossref, head)).toBe(false);
  });
});

describe("a work", () => {
  test("is a paper, with its exact source text", () => {
    const raw_json = crossrefWork();
    expect(parse(raw_json)).toEqual({
      kind: "paper",
      paper: {
        paper_id: "doi:10.1000/abc.182",
        source: "crossref",
        title: "CO2 & Drosophila",
        abstract: "We tried it.",
        authors: ["Pál Erdős", "Lovelace", "J. Doe Jr", "The Uptake Consortium"],
        published_date: "2002-09",
        categories: ["Software", "General Mathematics", "journal-article"],
        updated_at: "2017-03-10T21:08:49.000Z",
        raw_json,
        rank: RANKS.doi.work,
      },
    });
  });

  test("in an answer is the same, except for the source text", () => {
    const raw_json = crossrefAnswer(crossrefWork());
    expect(paperOf(raw_json)).toEqual({ ...paperWith({}), raw_json });
  });

  test.each([undefined, null])("has empty fields where Crossref has %s", (none) => {
    const nothing = {
      title: none,
      abstract: none,
      author: none,
      issued: none,
      subject: none,
      type: none,
      deposited: none,
      indexed: none,
    };
    expect(paperWith(nothing)).toMatchObject({
      title: "",
      abstract: "",
      authors: [],
      published_date: null,
      categories: [],
      updated_at: CONTEXT.batchTimestamp,
    });
  });

  test.each([
    [[], ""],
    [["One", "Two"], "One"],
    ["As CSL-JSON has it", "As CSL-JSON has it"],
    [[" On several\n lines "], "On several lines"],
  ])("with the title %j has the title %j", (title, expected) => {
    expect(paperWith({ title }).title).toBe(expected);
  });

  test.each([
    [[[2021, 3, 5]], "2021-03-05"],
    [[[2021, 3]], "2021-03"],
    [[[2021]], "2021"],
    [[[2021, 2, 30]], "2021-02"],
    [[["2021", "3"]], "2021-03"],
    [[[2021, {}, 3]], "2021"],
    [[[20_201]], null],
    [[["soon"]], null],
    [[2021], null],
    ["2021", null],
    [[[null]], null],
    [[[]], null],
    [[], null],
  ])("issued %j was published %j", (parts, published_date) => {
    expect(paperWith({ issued: { "date-parts": parts } }).published_date).toBe(published_date);
  });

  test("has empty fields for an abstract, type, subjects and day of another type", () => {
    const fields = { abstract: ["x"], type: 1, subject: ["Software", 2], issued: "2021" };
    expect(paperWith(fields)).toMatchObject({ abstract: "", categories: ["Software"], published_date: null });
  });

  test("has the time of its deposit, also if it was indexed later", () => {
    const indexed = { "date-time": "2026-01-01T00:00:00Z" };
    expect(paperWith({ indexed }).updated_at).toBe("2017-03-10T21:08:49.000Z");
    expect(paperWith({ indexed, deposited: undefined }).updated_at).toBe("2026-01-01T00:00:00.000Z");
  });
});

describe("a record is a reject", () => {
  test.each<[string, string, string, string]>([
    ["without a DOI", crossrefWork({ DOI: "" }), "no-id", "has no DOI"],
    ["whose DOI is not a DOI", crossrefWork({ DOI: "182" }), "no-id", '"182"'],
    ["whose DOI has a space", crossrefWork({ DOI: "10.1000/1 82" }), "no-id", '"10.1000/1 82"'],
    [
      "deposited at a time that is not a time",
      crossrefWork({ deposited: { "date-time": "soon" } }),
      "bad-date",
      '"soon"',
    ],
    ["with a field of another type", crossrefWork({ author: "P. Erdős" }), "bad-field", "author "],
    ["that is an answer without a work", crossrefAnswer("null"), "bad-field", "the record "],
    ["that is not JSON", "{oops}", "malformed", "not JSON"],
  ])("%s", (_, text, reason, message) => {
    expect(parse(text)).toMatchObject({ kind: "reject", reason, message: expect.stringContaining(message) });
  });
});

describe("a file is split into its works", () => {
  const one = crossrefWork();
  const two = crossrefWork({ DOI: "10.1000/2" });
  test.each([
    ["one a line", `${one}\n${two}\n`, [one, two]],
    ["in an array", `[${one},\n${two}]`, [one, two]],
    ["on a page", crossrefPage(one, two), [one, two]],
    ["on a page that is a line", `${crossrefPage(one)}\n${crossrefPage(two)}\n`, [one, two]],
    ["on an empty page", crossrefPage(), []],
    ["in the public data file", crossrefDataFile(one, two), [one, two]],
    ["in an answer", crossrefAnswer(one), [crossrefAnswer(one)]],
    ["in an answer spread over several lines", pretty(crossrefAnswer(one)), [pretty(crossrefAnswer(one))]],
  ])("%s", async (_, file, works) => {
    const { items, error } = await collect(crossref.split(inChunks(file, 100), CONTEXT));
    expect(error).toBeUndefined();
    expect(items.map(({ text }) => text)).toEqual(works);
  });
});

describe("an answer that is not a work", () => {
  test.each(CROSSREF_ERRORS)("is an error of the whole file, with its message: %s", async (file) => {
    const { items, error } = await collect(crossref.split(inChunks(file), CONTEXT));
    expect(items).toEqual([]);
    expect(error).toMatchObject({
      name: "BatchFileError",
      reason: "feed-error",
      message: expect.stringContaining("must be a positive integer"),
    });
  });

  test("is a record with its message if works follow it", async () => {
    const { items, error } = await collect(
      crossref.split(inChunks(`${CROSSREF_ERRORS[0]}\n${crossrefWork()}`), CONTEXT),
    );
    expect(error).toBeUndefined();
    expect(items).toMatchObject([{ problem: { reason: "feed-error" } }, { text: crossrefWork() }]);
  });

  test.each([
    '{"status":"failed","message-type":"validation-failure"}',
    '{"status":7,"message-type":"work"}',
    '{"message-type":"work","message":{}}',
  ])("is an error of the file with any part missing: %s", async (file) => {
    const { error } = await collect(crossref.split(inChunks(file), CONTEXT));
    expect(error).toMatchObject({ name: "BatchFileError", reason: "feed-error" });
  });

  test("and has no message is a reject", () => {
    expect(parse('{"status":"ok","message-type":"work"}')).toMatchObject({ kind: "reject" });
  });

  test("is refused if it is a list of something else", () => {
    const members = '{"status":"ok","message-type":"member-list","message":{"items":[]}}';
    expect(recognise(new FileHead(members), [crossref])).toEqual({
      kind: "refused",
      refusal: expect.stringContaining('"member-list"'),
    });
  });
});

test("names of CSL-JSON have particles and literals", () => {
  expect(
    paperWith({
      author: [
        { literal: "The Example Group" },
        { family: "Example", "non-dropping-particle": "van", given: "Ada" },
        { family: "Humboldt", "dropping-particle": "von", given: "Alexander", suffix: "Jr." },
        { family: "Alone", literal: "Not this" },
      ],
    }).authors,
  ).toEqual(["The Example Group", "Ada van Example", "Alexander von Humboldt Jr.", "Alone"]);
});

test("year 0 is not a date", () => {
  expect(paperWith({ issued: { "date-parts": [[0]] } }).published_date).toBeNull();
  expect(paperWith({ issued: { "date-parts": [[0, 1, 1]] } }).published_date).toBeNull();
});
