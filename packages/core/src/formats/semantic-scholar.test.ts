import { describe, expect, test } from "vitest";
import { FileHead } from "./file-head.ts";
import { collect, inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import { s2Paper } from "./fixtures/semantic-scholar.ts";
import type { ParsedRecord } from "./format.ts";
import { RANKS } from "./ranks.ts";
import { recognise } from "./recognise.ts";
import { semanticScholar } from "./semantic-scholar.ts";

const parse = (text: string): ParsedRecord =>
  semanticScholar.parse({ number: 1, byteOffset: 0, endByteOffset: Buffer.byteLength(text), text }, CONTEXT);

function paperWith(fields: Record<string, unknown>) {
  const parsed = parse(s2Paper(fields));
  if (parsed.kind !== "paper") throw new Error(JSON.stringify(parsed));
  return parsed.paper;
}

const ABSTRACT = '{"corpusid":1,"openaccessinfo":{"externalids":{}},"abstract":"Tried."}';
const S2ORC = '{"corpusid":1,"externalids":{},"content":{"text":"Tried.","annotations":{}}}';
const S2ORC_V2 =
  '{"corpusid":1,"openaccessinfo":{"license":null},"title":"A Title","authors":[],"body":{"text":"Tried."},"bibliography":{}}';
const CITATION = '{"citationid":1,"citingcorpusid":2,"citedcorpusid":3}';

describe("semantic-scholar recognises", () => {
  test.each([s2Paper(), `${s2Paper()}\n${s2Paper()}`, `[${s2Paper()}]`])("%s", (head) => {
    expect(isRecognised(semanticScholar, head)).toBe(true);
  });

  test.each(['{"title":"x"}', '{"paper_id":"s2:1","corpusid":1}', '{"paperId":"5c57","corpusId":1}'])(
    "and not %s",
    (head) => {
      expect(isRecognised(semanticScholar, head)).toBe(false);
    },
  );
});

test.each([
  ["abstracts", ABSTRACT],
  ["citations", CITATION],
  ["s2orc", S2ORC],
  ["s2orc_v2", S2ORC_V2],
])("a file of the dataset %s is refused, with what it has", (_, file) => {
  expect(recognise(new FileHead(file), [semanticScholar])).toEqual({
    kind: "refused",
    refusal: expect.stringContaining(Object.keys(JSON.parse(file)).join(", ")),
  });
});

test("lines of other datasets before those of papers do not decide", () => {
  expect(isRecognised(semanticScholar, `${ABSTRACT}\n${S2ORC_V2}\n${s2Paper()}`)).toBe(true);
});

describe("a line", () => {
  test("is a paper, with its exact source text", () => {
    const raw_json = s2Paper();
    expect(parse(raw_json)).toEqual({
      kind: "paper",
      paper: {
        paper_id: "s2:215416146",
        source: "s2",
        title: "A Study of Corpora",
        abstract: "",
        authors: ["P. Erdős", "A. Lovelace"],
        published_date: "2020-04-08",
        categories: ["Computer Science", "Linguistics"],
        doi: "10.1000/182",
        updated_at: CONTEXT.batchTimestamp,
        raw_json,
        rank: RANKS.s2.papers,
      },
    });
  });

  test("has empty fields if the source has none", () => {
    const nothing = { title: null, authors: null, year: null, publicationdate: null, s2fieldsofstudy: null };
    expect(paperWith(nothing)).toMatchObject({
      title: "",
      authors: [],
      published_date: null,
      categories: [],
    });
  });

  test.each([null, "2020-02-30", 20_200_408])(
    "was published in its year if its day is %j",
    (publicationdate) => {
      expect(paperWith({ publicationdate }).published_date).toBe("2020");
    },
  );

  test.each([
    ["1999", "1999"],
    [20_201, null],
    [0, null],
    ["soon", null],
    [{}, null],
  ])("of the year %j, and no day, was published %j", (year, published_date) => {
    expect(paperWith({ publicationdate: null, year }).published_date).toBe(published_date);
  });

  test("has empty fields for an abstract and fields of study of another type", () => {
    const s2fieldsofstudy = ["Law", { category: "Linguistics" }];
    expect(paperWith({ abstract: ["x"], s2fieldsofstudy })).toMatchObject({
      abstract: "",
      categories: ["Linguistics"],
    });
  });

  test("has the time of its release, if there is one", () => {
    expect(paperWith({ updated: "2022-02-06T12:30:00.123Z" }).updated_at).toBe("2022-02-06T12:30:00.123Z");
  });

  test("has an abstract that was put into it", () => {
    expect(paperWith({ abstract: "Tried\nit." }).abstract).toBe("Tried it.");
  });

  test("is named by its number, in text too", () => {
    expect(paperWith({ corpusid: "12" }).paper_id).toBe("s2:12");
  });
});

describe("a line is a reject", () => {
  test.each<[string, string, string, string]>([
    ["without an id", s2Paper({ corpusid: null }), "no-id", "has no corpusid"],
    ["whose id is not a number", s2Paper({ corpusid: "5c57" }), "no-id", '"5c57"'],
    ["whose id has a fraction", s2Paper({ corpusid: 1.5 }), "bad-field", "corpusid "],
    ["with an update that is not a time", s2Paper({ updated: "soon" }), "bad-date", "updated"],
    ["with a field of another type", s2Paper({ authors: ["P. Erdős"] }), "bad-field", "authors.0 "],
    ["of another dataset", CITATION, "no-id", "has no corpusid"],
    ["that is not JSON", "{oops}", "malformed", "not JSON"],
  ])("%s", (_, text, reason, message) => {
    expect(parse(text)).toMatchObject({ kind: "reject", reason, message: expect.stringContaining(message) });
  });
});

test("a file is split into its lines", async () => {
  const lines = [s2Paper(), s2Paper({ corpusid: 2 })];
  const { items, error } = await collect(semanticScholar.split(inChunks(lines.join("\n"), 100), CONTEXT));
  expect(error).toBeUndefined();
  expect(items.map(({ text }) => text)).toEqual(lines);
});
