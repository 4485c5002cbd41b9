import { describe, expect, test } from "vitest";
import { biorxiv } from "./biorxiv.ts";
import { covid19Preprint, preprint, preprintPage, publishedPreprint } from "./fixtures/biorxiv.ts";
import { collect, inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import type { ParsedRecord } from "./format.ts";
import { RANKS } from "./ranks.ts";

const parse = (text: string): ParsedRecord =>
  biorxiv.parse({ number: 1, byteOffset: 0, endByteOffset: Buffer.byteLength(text), text }, CONTEXT);

function paperWith(fields: Record<string, unknown>) {
  const parsed = parse(preprint(fields));
  if (parsed.kind !== "paper") throw new Error(JSON.stringify(parsed));
  return parsed.paper;
}

describe("biorxiv recognises", () => {
  test.each([
    ["a page", preprintPage([preprint()])],
    ["an empty page", preprintPage([])],
    ["a pretty page", JSON.stringify(JSON.parse(preprintPage([preprint()])), null, 2)],
    ["a preprint by itself", preprint()],
    ["a page of /pubs", preprintPage([publishedPreprint()])],
    ["a page of /covid19", preprintPage([covid19Preprint()])],
    ["the collection of /covid19 as a file", `{"gname":"x","grp_id":"181","rels":[${covid19Preprint()}]}`],
    ["a page whose collection comes first", '{"collection":[],"messages":[]}'],
  ])("%s", (_, head) => {
    expect(isRecognised(biorxiv, head)).toBe(true);
  });

  test.each([
    "[]",
    "{}",
    '{"doi":"10.1101/1"}',
    '{"messages":"x"}',
    '{"status":"ok","messages":[]}',
    "Error : (2002)",
  ])("and not %j", (head) => {
    expect(isRecognised(biorxiv, head)).toBe(false);
  });
});

describe("a preprint", () => {
  test("is a paper, with its exact source text", () => {
    const raw_json = preprint();
    expect(parse(raw_json)).toEqual({
      kind: "paper",
      paper: {
        paper_id: "biorxiv:10.1101/2024.01.16.575895",
        source: "biorxiv",
        title: "A Study of Wrapped Titles",
        abstract: 'We study "titles".',
        authors: ["P. Erdős", "A. K. Lovelace", "The Uptake Consortium"],
        published_date: "2024-01-20",
        categories: ["cancer biology"],
        doi: "10.1101/2024.01.16.575895",
        updated_at: "2024-01-20T00:00:00.002Z",
        raw_json,
        rank: RANKS.biorxiv["/details"],
      },
    });
  });

  test.each(["NA", "", null, undefined])("has empty fields where the API has %j", (value) => {
    const nulls = {
      title: value,
      authors: value,
      category: value,
      abstract: value,
      server: value,
      date: value,
    };
    expect(paperWith(nulls)).toMatchObject({
      source: "biorxiv",
      title: "",
      abstract: "",
      authors: [],
      published_date: null,
      categories: [],
      updated_at: CONTEXT.batchTimestamp,
    });
  });

  test.each([
    ["bioRxiv", "biorxiv"],
    ["medRxiv", "medrxiv"],
    ["medrxiv", "medrxiv"],
  ])("of the server %s has the source and the namespace %s", (server, source) => {
    const paper_id = `${source}:10.1101/2024.01.16.575895`;
    expect(paperWith({ server })).toMatchObject({ source, paper_id });
  });

  test("with the name of medRxiv before its DOI has the source medrxiv", () => {
    const { doi, server, ...fields } = JSON.parse(preprint());
    expect(parse(JSON.stringify({ ...fields, medrxiv_doi: doi }))).toMatchObject({
      paper: { paper_id: `medrxiv:${doi}`, source: "medrxiv" },
    });
  });

  test.each([
    ["1", "2024-01-20T00:00:00.001Z"],
    ["10", "2024-01-20T00:00:00.010Z"],
    [3, "2024-01-20T00:00:00.003Z"],
    ["NA", "2024-01-20T00:00:00.000Z"],
    [null, "2024-01-20T00:00:00.000Z"],
  ])("of version %j is from %s", (version, updated_at) => {
    expect(paperWith({ version }).updated_at).toBe(updated_at);
  });

  test("has empty fields for an abstract and a category of another type", () => {
    expect(paperWith({ abstract: ["x"], category: 7 })).toMatchObject({ abstract: "", categories: [] });
  });

  test("has its DOI in lower case as its id", () => {
    expect(paperWith({ doi: "10.1101/ABC" })).toMatchObject({
      paper_id: "biorxiv:10.1101/abc",
      doi: "10.1101/abc",
    });
  });
});

describe("a preprint of another endpoint is the same paper, with the day of its first version", () => {
  const paper = {
    paper_id: "medrxiv:10.1101/2024.01.16.575895",
    doi: "10.1101/2024.01.16.575895",
    source: "medrxiv",
    title: "A Study of Wrapped Titles",
    abstract: 'We study "titles".',
    published_date: "2024-01-18",
    categories: ["cancer biology"],
    updated_at: "2024-01-18T00:00:00.000Z",
  };

  test("/pubs", () => {
    const authors = ["P. Erdős", "A. K. Lovelace"];
    expect(parse(publishedPreprint())).toMatchObject({ kind: "paper", paper: { ...paper, authors } });
    const older = publishedPreprint().replace("preprint_doi", "biorxiv_doi");
    expect(parse(older)).toMatchObject({ kind: "paper", paper: { ...paper, authors } });
  });

  test("/covid19", () => {
    const authors = ["Paul Erdős", "Ada K. Lovelace", "The Uptake Consortium"];
    expect(parse(covid19Preprint())).toMatchObject({ kind: "paper", paper: { ...paper, authors } });
  });
});

describe("a record is a reject", () => {
  test.each<[string, string, string, string]>([
    ["without a DOI", preprint({ doi: "NA" }), "no-id", "has no doi"],
    ["whose DOI is not a DOI", preprint({ doi: "2024.01.16" }), "no-id", '"2024.01.16"'],
    ["whose date is not a date", preprint({ date: "2024-02-30" }), "bad-date", '"2024-02-30"'],
    ["of another server", preprint({ server: "chemRxiv" }), "bad-field", "server "],
    ["with a field of another type", preprint({ title: ["x"] }), "bad-field", "title "],
    ["that is not JSON", "{oops}", "malformed", "not JSON"],
    ["that is not an object", "[1]", "not-a-paper", '"[1]"'],
  ])("%s", (_, text, reason, message) => {
    expect(parse(text)).toMatchObject({ kind: "reject", reason, message: expect.stringContaining(message) });
  });
});

describe("a page is split into its records", () => {
  const split = (file: string) => collect(biorxiv.split(inChunks(file, 100), CONTEXT));

  test("whole, in order", async () => {
    const preprints = [preprint({ version: "1" }), preprint()];
    const { items, error } = await split(preprintPage(preprints));
    expect(error).toBeUndefined();
    expect(items.map(({ text }) => text)).toEqual(preprints);
  });

  test.each([
    preprintPage([]),
    preprintPage([], "no articles found"),
    preprintPage([], "no posts found matching the DOI"),
    '{"messages":[{"status":"no posts found"}]}',
    '{"collection":[]}',
  ])("none of %j", async (file) => {
    expect(await split(file)).toEqual({ items: [] });
  });

  test("and a page that is an error message fails, with the message", async () => {
    const { items, error } = await split(preprintPage([], "Server not recognized"));
    expect(items).toEqual([]);
    expect(error).toMatchObject({
      name: "BatchFileError",
      reason: "feed-error",
      message: expect.stringContaining('"Server not recognized"'),
    });
  });

  test("and a page with records is not an error, with any message", async () => {
    const { items, error } = await split(preprintPage([preprint()], "slow"));
    expect(items).toHaveLength(1);
    expect(error).toBeUndefined();
  });

  const noPosts = '{"messages":[{"status":"no posts found"}]}';

  test.each([
    ["an empty one", `${preprintPage([], "no posts found")}${preprintPage([preprint()])}`],
    ["one without a collection", `${noPosts}\n${preprintPage([preprint()])}`],
    ["a page that is followed by such a page", `${preprintPage([preprint()])}\n${noPosts}`],
  ])("and from a page beside %s", async (_, file) => {
    const { items, error } = await split(file);
    expect(error).toBeUndefined();
    expect(items.map(({ text }) => text)).toEqual([preprint()]);
  });

  test.each([
    ["with an empty collection", preprintPage([], "Server not recognized")],
    ["without a collection", '{"messages":[{"status":"Server not recognized"}]}'],
    ["whose message comes last", '{"collection":[],"messages":[{"status":"Server not recognized"}]}'],
  ])("and a later page that is an error message %s fails after the earlier records", async (_, page) => {
    const { items, error } = await split(`${preprintPage([preprint()])}${page}`);
    expect(items).toHaveLength(1);
    expect(error).toMatchObject({
      reason: "feed-error",
      message: expect.stringContaining('"Server not recognized"'),
    });
  });

  test("and an object without a collection is not a page", async () => {
    const object = '{"messages":[{"status":"ok"}]}';
    const { items } = await split(object);
    expect(items.map(({ text }) => text)).toEqual([object]);
    expect(parse(object)).toMatchObject({ kind: "reject", reason: "no-id" });
  });
});
