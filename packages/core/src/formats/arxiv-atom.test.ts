import { describe, expect, test } from "vitest";
import { arxivAtom } from "./arxiv-atom.ts";
import { FileHead } from "./file-head.ts";
import { announcement, announcementFeed, arxivEntry, arxivFeed, otherFeed } from "./fixtures/arxiv-feeds.ts";
import { collect, inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import { pubmedArticle } from "./fixtures/pubmed.ts";
import type { ParsedRecord } from "./format.ts";
import { RANKS } from "./ranks.ts";
import { recognise } from "./recognise.ts";

const parse = (text: string): ParsedRecord =>
  arxivAtom.parse({ number: 1, byteOffset: 0, endByteOffset: Buffer.byteLength(text), text }, CONTEXT);

function paperOf(text: string) {
  const parsed = parse(text);
  if (parsed.kind !== "paper") throw new Error(JSON.stringify(parsed));
  return parsed.paper;
}

const paperWith = (fields: Record<string, string>) => paperOf(arxivEntry(fields));

describe("arxiv-atom recognises an Atom feed", () => {
  test.each([
    ["as arXiv writes it", arxivFeed()],
    [
      "with a prefix",
      arxivFeed(arxivEntry())
        .replaceAll(/<(\/?)(feed|entry|id)>/g, "<$1a:$2>")
        .replace("<feed xmlns", '<a:feed xmlns:a="http://www.w3.org/2005/Atom" xmlns'),
    ],
    ["with no entry", arxivFeed()],
    [
      "of an error",
      arxivFeed(arxivEntry({ id: "http://arxiv.org/api/errors#x" })).replace(
        "arxiv.org/api/cH",
        "arxiv.org/",
      ),
    ],
    [
      "after comments, instructions and a document type",
      `<!-- <feed> --><?x?><!DOCTYPE feed>\n${arxivFeed().replace(/<\?.*\?>/, "")}`,
    ],
  ])("%s", (_, head) => {
    expect(isRecognised(arxivAtom, head)).toBe(true);
  });

  test.each([
    "Rate exceeded.",
    "<feed>",
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    otherFeed("https://blog.example.org/", "https://blog.example.org/1"),
    otherFeed("https://planet.example.org/", "http://arxiv.org/abs/2401.12345v1"),
    '<feed xmlns="http://purl.org/atom/ns#">',
    '<html xmlns="http://www.w3.org/2005/Atom">',
    '<!-- <feed xmlns="http://www.w3.org/2005/Atom"> --><OAI-PMH>',
    "[]",
  ])("and not %j", (head) => {
    expect(isRecognised(arxivAtom, head)).toBe(false);
  });
});

test("arXiv's feed of announcements is refused, with the advice to fetch the API", () => {
  const feed = announcementFeed(announcement());
  expect(recognise(new FileHead(feed), [arxivAtom])).toEqual({
    kind: "refused",
    refusal: expect.stringContaining("export.arxiv.org/api/query"),
  });
  expect(parse(announcement())).toMatchObject({ kind: "reject", reason: "not-a-paper" });
});

describe("an entry", () => {
  test("is a paper, with its exact source text", () => {
    const raw_xml = arxivEntry();
    expect(parse(raw_xml)).toEqual({
      kind: "paper",
      paper: {
        paper_id: "arxiv:2401.12345",
        source: "arxiv",
        title: "A Study of Hard-Wrapped Titles",
        abstract: "We study titles that feeds wrap after some seventy characters & more.",
        authors: ["Paul Erdős", "Ada Lovelace"],
        published_date: "2024-01-22",
        categories: ["cs.IR", "cs.DL"],
        updated_at: "2024-02-03T04:05:06.000Z",
        raw_xml,
        rank: RANKS.arxiv.Atom,
      },
    });
  });

  test("is the same paper with a prefix, and with its namespaces declared on itself", () => {
    const plain = paperWith({});
    const prefixed = arxivEntry()
      .replaceAll(
        /<(\/?)(entry|id|title|updated|summary|published|author|name|category|link)\b/g,
        "<$1atom:$2",
      )
      .replace(
        "<atom:entry",
        '<atom:entry xmlns:atom="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"',
      );
    expect(paperOf(prefixed)).toEqual({ ...plain, raw_xml: prefixed });
  });

  test("keeps text with inline tags and escapes whole", () => {
    const title = "CO<sub>2</sub> &amp;lt; <![CDATA[a < b & c]]> Erd&#337;s";
    expect(paperWith({ title }).title).toBe("CO2 < a < b & c Erdős");
  });

  test("has a title of 1 MB whole", () => {
    expect(paperWith({ title: "x".repeat(1_048_576) }).title.length).toBe(1_048_576);
  });

  test("has empty fields if the source has none", () => {
    expect(paperWith({ title: "-", summary: "-", people: "", subjects: "", published: "-" })).toMatchObject({
      title: "",
      abstract: "",
      authors: [],
      categories: [],
      published_date: null,
    });
  });

  test("has one author, or one category, as a list", () => {
    const one = paperWith({
      people: "<author><name>Ada\n Lovelace</name></author><author><name/></author>",
      subjects: '<category term="math.GT"/>',
    });
    expect(one).toMatchObject({ authors: ["Ada Lovelace"], categories: ["math.GT"] });
  });

  test("has each category once, with the primary category first", () => {
    const subjects =
      '<category term="a"/><category term="b"/><category term="a"/><category/><arxiv:primary_category term="b"/>';
    expect(paperWith({ subjects }).categories).toEqual(["b", "a"]);
  });
});

describe("an entry's id", () => {
  test.each([
    ["http://arxiv.org/abs/2401.12345v2", "arxiv:2401.12345"],
    ["https://export.arxiv.org/abs/1507.07790v1", "arxiv:1507.07790"],
    ["http://arxiv.org/abs/astro-ph/0601001v1", "arxiv:astro-ph/0601001"],
    ["http://arxiv.org/abs/math.GT/0309136", "arxiv:math/0309136"],
  ])("%s names the paper %s", (id, paper_id) => {
    expect(paperWith({ id }).paper_id).toBe(paper_id);
  });

  test.each(["-", "", "http://example.org/1", "urn:uuid:x"])("%j is a reject", (id) => {
    expect(parse(arxivEntry({ id }))).toMatchObject({ kind: "reject", reason: "no-id" });
  });

  test("that is long or strange is shown cut and escaped", () => {
    const parsed = parse(arxivEntry({ id: `x\u0001"${"y".repeat(500)}` }));
    expect(parsed).toMatchObject({
      message: expect.stringMatching(/^the entry's <id> "x \\"y+"\.\.\. is not an arXiv id$/),
    });
  });
});

describe("an entry's dates", () => {
  test("are normalised to UTC", () => {
    expect(paperWith({ updated: "\n2024-01-01T00:30:00+02:00 " }).updated_at).toBe(
      "2023-12-31T22:30:00.000Z",
    );
  });

  test.each(["-", ""])("are the batch file's time if there is no <updated>: %j", (updated) => {
    expect(paperWith({ updated }).updated_at).toBe(CONTEXT.batchTimestamp);
  });

  test.each([
    ["updated", "2024-13-45"],
    ["updated", "yesterday"],
    ["updated", "2023-02-30T00:00:00Z"],
    ["published", "2023-02-30"],
    ["published", "soon"],
  ])("make a reject if <%s> is %j", (field, text) => {
    expect(parse(arxivEntry({ [field]: text }))).toMatchObject({
      kind: "reject",
      reason: "bad-date",
      message: expect.stringContaining(`<${field}> is "${text}"`),
    });
  });
});

describe("an entry that is not well-formed is a reject", () => {
  test.each([
    ["a wrong end tag", arxivEntry({ title: "<b>x</i>" })],
    ["a bare ampersand", arxivEntry({ title: "AT&T" })],
    ["a document type", arxivEntry({ more: '<!DOCTYPE a [<!ENTITY b "c">]>' })],
    ["nesting without end", arxivEntry({ more: "<a>".repeat(1_000) + "</a>".repeat(1_000) })],
    ["nothing", ""],
  ])("%s", (_, text) => {
    expect(parse(text)).toMatchObject({ kind: "reject", reason: "malformed" });
  });
});

describe("arXiv's error feed", () => {
  const errorEntry = arxivEntry({
    id: "https://arxiv.org/api/errors#incorrect_id_format_for_abc",
    title: "Error",
    summary: "incorrect id format\n for abc",
  });

  test("is an error of the whole file, with arXiv's message", async () => {
    const { items, error } = await collect(arxivAtom.split(inChunks(arxivFeed(errorEntry)), CONTEXT));
    expect(items).toEqual([]);
    expect(error).toEqual(
      expect.objectContaining({
        name: "BatchFileError",
        reason: "feed-error",
        message: expect.stringContaining('"incorrect id format for abc"'),
      }),
    );
  });

  test("does not include a paper with the title Error", () => {
    expect(paperWith({ title: "Error" }).title).toBe("Error");
  });
});

test("a feed is split into its entries", async () => {
  const entries = [arxivEntry(), arxivEntry({ id: "http://arxiv.org/abs/2401.00001v1" })];
  const { items, error } = await collect(arxivAtom.split(inChunks(arxivFeed(...entries), 100), CONTEXT));
  expect(error).toBeUndefined();
  expect(items.map(({ text }) => text)).toEqual(entries);
  expect(await collect(arxivAtom.split(inChunks(arxivFeed()), CONTEXT))).toEqual({ items: [] });
});

test.each([
  ["arXiv's answer to too many queries", "Rate exceeded."],
  ["an article of PubMed's", pubmedArticle()],
  ["a page of HTML", "<html><br><entry>502</html>"],
  ["a line of JSON", '{"paper_id":"arxiv:1","title":"a"}'],
])("after a feed, %s is rejected, and the next feed is read", async (_, text) => {
  const file = `${arxivFeed(arxivEntry())}${text}\n${arxivFeed(arxivEntry())}`;
  const { items, error } = await collect(arxivAtom.split(inChunks(file, 100), CONTEXT));
  expect(error).toBeUndefined();
  expect(items.map(({ text, problem }) => [text, problem?.reason])).toEqual([
    [arxivEntry(), undefined],
    [text, "not-a-paper"],
    [arxivEntry(), undefined],
  ]);
});
