import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arxivKaggle } from "./arxiv-kaggle.ts";
import { arxivSnapshot } from "./fixtures/arxiv-kaggle.ts";
import { collect, inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import type { ParsedRecord } from "./format.ts";
import { RANKS } from "./ranks.ts";

const parse = (text: string): ParsedRecord =>
  arxivKaggle.parse({ number: 1, byteOffset: 0, endByteOffset: Buffer.byteLength(text), text }, CONTEXT);

function paperWith(fields: Record<string, unknown>) {
  const parsed = parse(arxivSnapshot(fields));
  if (parsed.kind !== "paper") throw new Error(JSON.stringify(parsed));
  return parsed.paper;
}

describe("arxiv-kaggle recognises", () => {
  test.each([
    ["a line", arxivSnapshot()],
    ["two", `${arxivSnapshot()}\n${arxivSnapshot()}`],
    ["a line longer than the head", arxivSnapshot({ abstract: "x".repeat(70_000) }).slice(0, 65_536)],
    [
      "a line with only some fields",
      '{"id":"704.0001","title":"x","categories":"cs.DL","update_date":"2016-01-04"}',
    ],
    ["an array", `[${arxivSnapshot()}]`],
    ["a line laid out", JSON.stringify(JSON.parse(arxivSnapshot()), null, 2)],
  ])("%s", (_, head) => {
    expect(isRecognised(arxivKaggle, head)).toBe(true);
  });

  test.each([
    "{}",
    '{"id":"1507.07790","title":"x"}',
    '{"paper_id":"arxiv:1","id":"1","categories":"","update_date":""}',
  ])("and not %s", (head) => {
    expect(isRecognised(arxivKaggle, head)).toBe(false);
  });
});

describe("a line", () => {
  test("is a paper, with its exact source text", () => {
    const raw_json = arxivSnapshot();
    expect(parse(raw_json)).toEqual({
      kind: "paper",
      paper: {
        paper_id: "arxiv:1507.07790",
        source: "arxiv",
        title: "A Study of Hard-Wrapped Titles",
        abstract: "We study titles that feeds wrap after some seventy characters & more.",
        authors: ["Pál Erdős", "Ada Lovelace", "J. Doe Jr"],
        published_date: "2015-07-27",
        categories: ["cs.IR", "cs.DL"],
        updated_at: "2016-01-04T00:00:00.002Z",
        doi: "10.1000/182",
        raw_json,
        rank: RANKS.arxiv.snapshot,
        record_changed_at: "2016-01-04T00:00:00.002Z",
      },
    });
  });

  test("has empty fields if the source has none", () => {
    const nothing = {
      title: null,
      abstract: null,
      authors: null,
      authors_parsed: null,
      categories: null,
      versions: null,
    };
    expect(paperWith(nothing)).toMatchObject({
      title: "",
      abstract: "",
      authors: [],
      categories: [],
      published_date: null,
      updated_at: "2016-01-04T00:00:00.000Z",
    });
  });

  test("has its line of authors split if there is no list of authors", () => {
    expect(paperWith({ authors_parsed: undefined }).authors).toEqual([
      "P\\'al Erd\\H{o}s",
      "Ada Lovelace",
      "J. Doe Jr",
    ]);
  });
});

test.each([
  [
    ["cs.IR", "cs.DL"],
    ["cs.IR", "cs.DL"],
  ],
  [
    ["cs.IR cs.DL", "cs.IR"],
    ["cs.IR", "cs.DL"],
  ],
  [["cs.IR", 7, null], ["cs.IR"]],
  [7, []],
])("the categories %j are %j", (categories, expected) => {
  expect(paperWith({ categories }).categories).toEqual(expected);
});

test("an abstract of another type is empty", () => {
  expect(paperWith({ abstract: ["x"] }).abstract).toBe("");
});

describe("the id", () => {
  test.each([
    ["0704.0001", "arxiv:0704.0001"],
    ["hep-th/9901001", "arxiv:hep-th/9901001"],
    ["math.GT/0309136", "arxiv:math/0309136"],
    [704.001, "arxiv:0704.0010"],
    [1507.0779, "arxiv:1507.07790"],
    ["1507.0779", "arxiv:1507.07790"],
  ])("%j names %s", (id, paper_id) => {
    expect(paperWith({ id }).paper_id).toBe(paper_id);
  });

  test.each([
    [undefined, "has no id"],
    ["", "has no id"],
    ["10.1000/182", '"10.1000/182"'],
    [704, '"704"'],
  ])("%j is a reject", (id, message) => {
    expect(parse(arxivSnapshot({ id }))).toMatchObject({
      kind: "reject",
      reason: "no-id",
      message: expect.stringContaining(message),
    });
  });
});

describe("what is newest", () => {
  const version = (number: number, created: string) => ({ version: `v${number}`, created });
  const first = version(1, "Mon, 2 Apr 2007 19:18:42 GMT");

  test.each<[string, Record<string, unknown>, string]>([
    ["the day of the update", { versions: [first], update_date: "2008-11-26" }, "2008-11-26T00:00:00.001Z"],
    ["the version of that day", { versions: [first], update_date: "2007-04-02" }, "2007-04-02T19:18:42.000Z"],
    [
      "a version after that day",
      { versions: [first], update_date: "2007-04-01" },
      "2007-04-02T19:18:42.000Z",
    ],
    [
      "the last version, without an update",
      { versions: [first], update_date: null },
      "2007-04-02T19:18:42.000Z",
    ],
    ["the batch file's time, without either", { versions: [], update_date: "" }, CONTEXT.batchTimestamp],
  ])("is decided by %s", (_, fields, updated_at) => {
    expect(paperWith(fields).updated_at).toBe(updated_at);
  });

  test("always is the later state of a paper, in snapshots of any days", () => {
    const day = fc.integer({ min: 0, max: 40 });
    const hour = fc.integer({ min: 0, max: 23 });
    const at = (day: number, hour: number) => new Date(Date.UTC(2020, 0, 1 + day, hour));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(day, hour, day), {
          selector: ([day, hour]) => `${day} ${hour}`,
          minLength: 2,
          maxLength: 6,
        }),
        (states) => {
          // Each version is announced some days after it came in; none is later than the next one.
          const inOrder = states
            .map(([created, hour, wait]) => ({
              created: at(created, hour),
              announced: at(created + wait, 0),
            }))
            .sort((a, b) => a.created.getTime() - b.created.getTime());
          let announced = new Date(0);
          const times = inOrder.map((_, index) => {
            announced = new Date(Math.max(announced.getTime(), inOrder[index]?.announced.getTime() ?? 0));
            const versions = inOrder
              .slice(0, index + 1)
              .map(({ created }, before) => version(before + 1, created.toUTCString()));
            return paperWith({ versions, update_date: announced.toISOString().slice(0, 10) }).updated_at;
          });
          expect(times.toSorted()).toEqual(times);
          expect(new Set(times).size).toBe(times.length);
        },
      ),
    );
  });
});

describe("a line is a reject", () => {
  test.each<[string, string, string, string]>([
    ["whose update is not a day", arxivSnapshot({ update_date: "2016-02-30" }), "bad-date", '"2016-02-30"'],
    ["whose version has no date", arxivSnapshot({ versions: [{ created: "soon" }] }), "bad-date", '"soon"'],
    ["with a field of another type", arxivSnapshot({ title: ["x"] }), "bad-field", "title "],
    ["that is not JSON", "{oops}", "malformed", "not JSON"],
    ["that is not an object", "[1]", "not-a-paper", '"[1]"'],
  ])("%s", (_, text, reason, message) => {
    expect(parse(text)).toMatchObject({ kind: "reject", reason, message: expect.stringContaining(message) });
  });
});

test("a file is split into its lines", async () => {
  const lines = [arxivSnapshot(), arxivSnapshot({ id: "0704.0001" })];
  const { items, error } = await collect(arxivKaggle.split(inChunks(`${lines.join("\n")}\n`, 100), CONTEXT));
  expect(error).toBeUndefined();
  expect(items.map(({ text }) => text)).toEqual(lines);
});

describe("older and exported copies", () => {
  const paperWithFields = (fields: Record<string, unknown>) => {
    const text = arxivSnapshot(fields);
    const parsed = arxivKaggle.parse({ number: 1, byteOffset: 0, endByteOffset: text.length, text }, CONTEXT);
    if (parsed.kind !== "paper") throw new Error(JSON.stringify(parsed));
    return parsed.paper;
  };

  test("have only the names of the versions", () => {
    const versions = ["v1", "v2"];
    expect(paperWithFields({ versions, update_date: undefined })).toMatchObject({
      updated_at: CONTEXT.batchTimestamp,
      published_date: null,
    });
    expect(paperWithFields({ versions, update_date: "2016-01-04" }).updated_at).toBe(
      "2016-01-04T00:00:00.002Z",
    );
  });

  test("have the times that a database writes", () => {
    expect(
      paperWithFields({
        versions: [{ version: "v1", created: "2015-07-27 20:00:01 UTC" }],
        update_date: "2016-01-04 00:00:00 UTC",
      }),
    ).toMatchObject({ published_date: "2015-07-27", updated_at: "2016-01-04T00:00:00.001Z" });
  });

  test.each(["10.48550/arXiv.1507.07790", "https://arxiv.org/abs/1507.07790v2?context=cs"])(
    "have %s as an id",
    (id) => {
      expect(paperWithFields({ id }).paper_id).toBe("arxiv:1507.07790");
    },
  );
});
