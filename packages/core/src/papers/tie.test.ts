import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PaperText, paperIdSchema, tieSchema, timestamp } from "./paper.ts";
import { tieOf } from "./tie.ts";

const TEXT: PaperText = {
  paper_id: paperIdSchema.parse("arxiv:2401.00001"),
  source: "arxiv",
  title: "A title",
  abstract: "",
  authors: [],
  published_date: null,
  categories: ["cs.DL"],
  updated_at: timestamp(new Date("2024-01-01T00:00:00Z")),
  rank: 20,
};
const changedAt = (date: string) => ({ record_changed_at: timestamp(new Date(date)) });
const greater = (first: Partial<PaperText>, second: Partial<PaperText>, revisions = [1, 1]) =>
  tieOf({ ...TEXT, ...first }, revisions[0] ?? 0) > tieOf({ ...TEXT, ...second }, revisions[1] ?? 0);

test("a tie has its parts from left to right, each in its width", () => {
  const tie = tieOf({ ...TEXT, rank: 7, ...changedAt("2024-05-20T01:02:03.004Z") }, 12);
  const parts = [tie.slice(0, 2), tie.slice(2, 19), tie.slice(19, 22), tie.slice(22, 23)];
  expect(parts).toEqual(["07", "20240520010203004", "012", "3"]);
  expect(tie.slice(23)).toMatch(/^[0-9a-f]{12}$/);
  expect(tieOf(TEXT, 1).slice(2, 19)).toBe("0".repeat(17));
});

describe("of two texts with the same time, the newer version is", () => {
  const full = { abstract: "An abstract" };
  test.each<[string, Partial<PaperText>, Partial<PaperText>, number[]]>([
    [
      "the text in the richer form, in any case",
      { rank: 30 },
      { ...changedAt("2025-01-01"), ...full },
      [1, 9],
    ],
    [
      "else the text whose record changed later",
      changedAt("2024-02-02"),
      { ...changedAt("2024-02-01"), ...full },
      [1, 9],
    ],
    ["else the text from a later revision of the reader", {}, full, [2, 1]],
    ["else the text with more fields", full, {}, [1, 1]],
  ])("%s", (_what, newer, older, revisions) => {
    expect(greater(newer, older, revisions)).toBe(true);
    expect(greater(older, newer, revisions.toReversed())).toBe(false);
  });
});

test("texts of equal fields have one tie, whatever their source text; any other field makes another", () => {
  const tie = tieOf(TEXT, 1);
  expect(tieOf({ ...TEXT, raw_xml: "<entry/>" }, 1)).toBe(tie);
  expect(tieOf({ ...TEXT, raw_json: "{}", paper_id: paperIdSchema.parse("arxiv:x") }, 1)).toBe(tie);
  for (const other of [
    { source: "table" },
    { title: "B title" },
    { abstract: "x" },
    { authors: ["A"] },
    { authors: [""] },
    { published_date: "2024" },
    { categories: ["cs.AI"] },
    { doi: "10.5072/loom" },
  ])
    expect(tieOf({ ...TEXT, ...other }, 1)).not.toBe(tie);
});

test("names that are cut at another place make another tie", () => {
  const tieWith = (...authors: string[]) => tieOf({ ...TEXT, authors }, 1);
  const ties = [tieWith("A", "B, C"), tieWith("A, B", "C"), tieWith("A,B,C"), tieWith("A", "B", "C")];
  expect(new Set(ties).size).toBe(ties.length);
});

test("all ties have the same width, so text order is the order of the parts", () => {
  const texts = fc.record({
    rank: fc.nat({ max: 99 }),
    title: fc.string(),
    authors: fc.array(fc.string()),
    revision: fc.integer({ min: 1, max: 999 }),
    changed: fc.option(fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }), {
      nil: undefined,
    }),
  });
  fc.assert(
    fc.property(texts, ({ revision, changed, ...fields }) => {
      const text = { ...TEXT, ...fields, ...(changed && { record_changed_at: timestamp(changed) }) };
      expect(tieSchema.safeParse(tieOf(text, revision)).success).toBe(true);
    }),
  );
});

test("a rank or revision that is longer than its place is an error", () => {
  expect(() => tieOf({ ...TEXT, rank: 100 }, 1)).toThrow(RangeError);
  expect(() => tieOf(TEXT, 1_000)).toThrow(RangeError);
});
