import { describe, expect, test } from "vitest";
import { collect, inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import { openalexPage, openalexWork } from "./fixtures/openalex.ts";
import type { ParsedRecord } from "./format.ts";
import { openalex } from "./openalex.ts";
import { RANKS } from "./ranks.ts";

const parse = (text: string): ParsedRecord =>
  openalex.parse({ number: 1, byteOffset: 0, endByteOffset: Buffer.byteLength(text), text }, CONTEXT);

function paperOf(text: string) {
  const parsed = parse(text);
  if (parsed.kind !== "paper") throw new Error(JSON.stringify(parsed));
  return parsed.paper;
}

const paperWith = (fields: Record<string, unknown>) => paperOf(openalexWork(fields));

const pretty = (json: string) => JSON.stringify(JSON.parse(json), null, 2);

describe("openalex recognises", () => {
  test.each([
    ["a work", openalexWork()],
    ["a work spread over several lines", pretty(openalexWork())],
    ["works in an array", `[${openalexWork()}]`],
    [
      "a work longer than the head",
      openalexWork({ referenced_works: Array(5_000).fill("x".repeat(20)) }).slice(0, 65_536),
    ],
    ["a work with escaped slashes", openalexWork().replaceAll("/", "\\/")],
    ["a page", openalexPage(openalexWork())],
    ["an empty page", openalexPage()],
    ["a page spread over several lines", pretty(openalexPage(openalexWork()))],
  ])("%s", (_, head) => {
    expect(isRecognised(openalex, head)).toBe(true);
  });

  test.each([
    ["an author", '{"id":"https://openalex.org/A5048491430"}'],
    ["an error of the API", '{"error":"Invalid query parameters error.","message":"x"}'],
    ["a page of another API", '{"meta":{"count":1},"results":[]}'],
    ["a paper in our own form", '{"paper_id":"openalex:W1","id":"https://openalex.org/W1"}'],
  ])("and not %s", (_, head) => {
    expect(isRecognised(openalex, head)).toBe(false);
  });
});

describe("a work", () => {
  test("is a paper, with its exact source text", () => {
    const raw_json = openalexWork();
    expect(parse(raw_json)).toEqual({
      kind: "paper",
      paper: {
        paper_id: "openalex:W2741809807",
        source: "openalex",
        title: "A Study of Inverted Abstracts",
        abstract: "Words are, in a sense words, in order",
        authors: ["Pál Erdős", "Ada Lovelace"],
        published_date: "2018-02-13",
        categories: ["Academic Publishing", "Indexing"],
        doi: "10.1000/182",
        updated_at: "2023-10-22T04:49:10.253Z",
        raw_json,
        rank: RANKS.openalex.work,
      },
    });
  });

  test("has empty fields where OpenAlex has none", () => {
    const nothing = {
      title: null,
      display_name: null,
      authorships: null,
      concepts: null,
      primary_topic: null,
      topics: null,
      abstract_inverted_index: null,
      publication_date: null,
      updated_date: null,
    };
    expect(paperWith(nothing)).toMatchObject({
      title: "",
      abstract: "",
      authors: [],
      categories: [],
      published_date: null,
      updated_at: CONTEXT.batchTimestamp,
    });
  });

  test("has its display name as the title if it has no title", () => {
    expect(paperWith({ title: null, display_name: "Shown" }).title).toBe("Shown");
  });

  test("without topics has its concepts, except ancestors with a low score", () => {
    expect(paperWith({ primary_topic: undefined, topics: undefined }).categories).toEqual([
      "Bibliometrics",
      "Library science",
    ]);
  });

  test("may have names of inherited properties as words in its abstract, and changes no prototype", () => {
    const text = openalexWork({ abstract_inverted_index: { constructor: [1], x: [2] } });
    const abstract = paperOf(text.replace('{"constructor"', '{"__proto__":[0],"constructor"')).abstract;
    expect(abstract).toBe("__proto__ constructor x");
    expect(Object.prototype).not.toHaveProperty("0");
  });

  test.each([
    ["2023-10-22T04:49:10.253446", "2023-10-22T04:49:10.253Z"],
    ["2023-10-22T04:49:10", "2023-10-22T04:49:10.000Z"],
    ["2023-10-22", "2023-10-22T00:00:00.000Z"],
    ["2023-10-22T04:49:10.253446+00:00", "2023-10-22T04:49:10.253Z"],
  ])("updated %s is from %s", (updated_date, updated_at) => {
    expect(paperWith({ updated_date }).updated_at).toBe(updated_at);
  });

  test.each(["https://openalex.org/W12", "https://api.openalex.org/works/w12", "W12"])(
    "named %s is openalex:W12",
    (id) => {
      expect(paperWith({ id }).paper_id).toBe("openalex:W12");
    },
  );
});

describe("a work has what can be read of", () => {
  const concept = (score: unknown) => ({
    topics: [],
    primary_topic: null,
    concepts: [{ display_name: "Law", score }],
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["a score in a text", concept("0.48"), { categories: ["Law"] }],
    ["one under 0.3 in a text", concept("0.0"), { categories: [] }],
    ["a score that is none", concept({}), { categories: ["Law"] }],
    ["topics of another kind", { topics: "Law", primary_topic: ["Law"], concepts: null }, { categories: [] }],
    ["an abstract in a text", { abstract_inverted_index: '{"b":[1],"a":[0]}' }, { abstract: "a b" }],
    [
      "an abstract in Microsoft's shape",
      { abstract_inverted_index: { IndexLength: 2, InvertedIndex: { b: [1], a: [0] } } },
      { abstract: "a b" },
    ],
    ["an abstract of another kind", { abstract_inverted_index: 7 }, { abstract: "" }],
    ["a text that is not a day", { publication_date: "soon" }, { published_date: null }],
    ["a day of another kind", { publication_date: 2018 }, { published_date: null }],
  ])("%s", (_, fields, expected) => {
    expect(paperWith(fields)).toMatchObject(expected);
  });
});

describe("a work is a reject", () => {
  test.each<[string, string, string, string]>([
    ["without an id", openalexWork({ id: null }), "no-id", "has no id"],
    [
      "that is an author",
      openalexWork({ id: "https://openalex.org/A1" }),
      "no-id",
      '"https://openalex.org/A1"',
    ],
    [
      "with an update that is not a day",
      openalexWork({ updated_date: "2023-02-30" }),
      "bad-date",
      "updated_date",
    ],
    ["with a field of another type", openalexWork({ authorships: "x" }), "bad-field", "authorships "],
    [
      "whose abstract stands for more than memory holds",
      openalexWork({
        abstract_inverted_index: { ["x".repeat(10_000)]: Array.from({ length: 10_000 }, (_, at) => at) },
      }),
      "bad-field",
      "abstract_inverted_index: ",
    ],
    ["that is not JSON", "{oops}", "malformed", "not JSON"],
  ])("%s", (_, text, reason, message) => {
    expect(parse(text)).toMatchObject({ kind: "reject", reason, message: expect.stringContaining(message) });
  });
});

describe("a file is split into its works", () => {
  const one = openalexWork();
  const two = openalexWork({ id: "https://openalex.org/W2" });
  test.each([
    ["one a line", `${one}\n${two}\n`, [one, two]],
    ["alone", one, [one]],
    ["spread over several lines", pretty(one), [pretty(one)]],
    ["on a page", openalexPage(one, two), [one, two]],
    ["on two pages", `${openalexPage(one)}\n${openalexPage(two)}`, [one, two]],
    ["on an empty page", openalexPage(), []],
  ])("%s", async (_, file, works) => {
    const { items, error } = await collect(openalex.split(inChunks(file, 100), CONTEXT));
    expect(error).toBeUndefined();
    expect(items.map(({ text }) => text)).toEqual(works);
  });
});

describe("the heading of an abstract", () => {
  const abstractOf = (text: string) =>
    paperWith({
      abstract_inverted_index: Object.fromEntries(text.split(" ").map((word, at) => [word, [at]])),
    }).abstract;

  test.each([
    ["Abstract Copyright 2005", "Copyright 2005"],
    ["ABSTRACT 20 mice &amp; a rat", "20 mice & a rat"],
    ["Abstract: we tried", "we tried"],
    ["Abstract. <b>We</b> tried", "We tried"],
    ["<b>Abstract</b> We tried", "We tried"],
  ])("is left out of %s", (text, abstract) => {
    expect(abstractOf(text)).toBe(abstract);
  });

  test.each(["Abstract interpretation is hard", "Abstracts Are Short", "We Abstract Things"])(
    "is not a word of a sentence, as in %s",
    (text) => {
      expect(abstractOf(text)).toBe(text);
    },
  );
});
