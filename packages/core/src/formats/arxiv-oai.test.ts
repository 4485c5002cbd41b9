import { describe, expect, test } from "vitest";
import { arxivOai } from "./arxiv-oai.ts";
import {
  arxivMetadata,
  arxivRawMetadata,
  dublinCoreMetadata,
  oaiAnswer,
  oaiError,
  oaiRecord,
  oaiRecords,
} from "./fixtures/arxiv-oai.ts";
import { collect, inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import type { ParsedRecord } from "./format.ts";
import { RANKS } from "./ranks.ts";

const parse = (text: string): ParsedRecord =>
  arxivOai.parse({ number: 1, byteOffset: 0, endByteOffset: Buffer.byteLength(text), text }, CONTEXT);

function paperOf(text: string) {
  const parsed = parse(text);
  if (parsed.kind !== "paper") throw new Error(JSON.stringify(parsed));
  return parsed.paper;
}

const split = (file: string) => collect(arxivOai.split(inChunks(file, 100), CONTEXT));

describe("arxiv-oai recognises", () => {
  test.each([
    ["a page of records", oaiRecords(oaiRecord(arxivMetadata()))],
    [
      "a page that begins with a deleted record",
      oaiRecords(oaiRecord(undefined, { status: ' status="deleted"' })),
    ],
    ["an answer to GetRecord", oaiAnswer(`<GetRecord>${oaiRecord(arxivRawMetadata())}</GetRecord>`)],
    ["an error", oaiError("badArgument", "no")],
    [
      "an error of the service's new address",
      oaiError("badVerb", "no").replace("export.arxiv.org/oai2", "oaipmh.arxiv.org/oai"),
    ],
    ["a record by itself", oaiRecord(dublinCoreMetadata())],
    ["prefixed names", '<oai:OAI-PMH xmlns:oai="x"><oai:record><oai:header><oai:identifier>oai:arXiv.org:1'],
    ["the records that a harvester keeps", `<Records>${oaiRecord(arxivMetadata())}</Records>`],
    [
      "records after an error",
      `${oaiError("badResumptionToken", "expired").replace("arxiv.org", "example.org")}${oaiRecords(oaiRecord(arxivMetadata()))}`,
    ],
    ["what metha-cat writes", `<Records>\n${oaiRecord(arxivMetadata())}\n</Records>`],
    ["any root around arXiv's records", `<collection n="1">${oaiRecord(arxivRawMetadata())}</collection>`],
    [
      "the same with prefixes",
      '<my:set xmlns:my="m"><o:record><o:header status="deleted">\n<o:identifier>oai:arXiv.org:1',
    ],
  ])("%s", (_, head) => {
    expect(isRecognised(arxivOai, head)).toBe(true);
  });

  test.each([
    [
      "another repository's records",
      oaiRecords(oaiRecord(dublinCoreMetadata(), { identifier: "oai:zenodo.org:1" })).replaceAll(
        "arxiv",
        "zenodo",
      ),
    ],
    [
      "another repository's records that mention arXiv",
      oaiRecords(
        oaiRecord(dublinCoreMetadata().replace("doi:10.1000/182", "oai:arXiv.org:2401.12345"), {
          identifier: "oai:example.org:1",
        }),
      ).replace("export.arxiv.org", "example.org"),
    ],
    ["another repository's error", oaiError("badArgument", "no").replace("export.arxiv.org", "zenodo.org")],
    [
      "a list of identifiers, which has no records",
      oaiAnswer(
        "<ListIdentifiers><header><identifier>oai:arXiv.org:2401.12345</identifier></header></ListIdentifiers>",
      ),
    ],
    [
      "another repository's records in a root of their own, which mention arXiv",
      `<Records>${oaiRecord(dublinCoreMetadata().replace("</oai_dc:dc>", "<dc:identifier>oai:arXiv.org:2401.12345</dc:identifier></oai_dc:dc>"), { identifier: "oai:zenodo.org:1" })}</Records>`,
    ],
    ["an Atom feed", '<feed xmlns="http://www.w3.org/2005/Atom"><record>oai:arXiv.org:1'],
    ["text", "Rate exceeded. oai:arXiv.org:1 <record>"],
  ])("and not %s", (_, head) => {
    expect(isRecognised(arxivOai, head)).toBe(false);
  });
});

describe("a record is a paper, with its exact source text", () => {
  const paper = {
    paper_id: "arxiv:2401.12345",
    source: "arxiv",
    title: "A Study of Hard-Wrapped Titles",
    published_date: "2024-01-22",
    rank: RANKS.arxiv.arXiv,
    record_changed_at: "2024-02-05T00:00:00.000Z",
  };

  test("as arXiv", () => {
    const raw_xml = oaiRecord(arxivMetadata());
    expect(paperOf(raw_xml)).toEqual({
      ...paper,
      abstract: "We study titles that feeds wrap after some seventy characters & more.",
      authors: ["Paul Erdős", "Waldyr A. Rodrigues Jr", "Plato"],
      categories: ["cs.IR", "cs.DL"],
      updated_at: "2024-02-03T00:00:00.000Z",
      raw_xml,
    });
  });

  test("as arXivRaw", () => {
    const raw_xml = oaiRecord(arxivRawMetadata());
    expect(paperOf(raw_xml)).toEqual({
      ...paper,
      rank: RANKS.arxiv.arXivRaw,
      abstract: "We study titles.",
      authors: ["Paul Erd\\H{o}s", "Ada Lovelace"],
      categories: ["cs.IR", "cs.DL"],
      updated_at: "2024-02-03T04:05:06.000Z",
      raw_xml,
    });
  });

  test("as arXivOld, which has no dates", () => {
    const raw_xml = oaiRecord(arxivRawMetadata([]).replaceAll("arXivRaw", "arXivOld"));
    expect(paperOf(raw_xml)).toMatchObject({
      title: paper.title,
      authors: ["Paul Erd\\H{o}s", "Ada Lovelace"],
      published_date: null,
      updated_at: "2024-02-05T00:00:00.000Z",
      raw_xml,
    });
  });

  test("as oai_dc", () => {
    const raw_xml = oaiRecord(dublinCoreMetadata());
    expect(paperOf(raw_xml)).toEqual({
      ...paper,
      rank: RANKS.arxiv.oai_dc,
      abstract: "We study titles.",
      authors: ["Waldyr A. Rodrigues Jr", "Roldao da Rocha"],
      categories: ["Computer Science - Information Retrieval", "Computer Science - Digital Libraries"],
      doi: "10.1000/182",
      updated_at: "2024-02-03T00:00:00.000Z",
      raw_xml,
    });
  });

  test("the same without namespaces", () => {
    const raw_xml = oaiRecord(arxivMetadata().replace(/ xmlns[^>]*/, ""));
    expect(paperOf(raw_xml)).toEqual({ ...paperOf(oaiRecord(arxivMetadata())), raw_xml });
  });

  test("with empty fields if there are none", () => {
    const bare = arxivMetadata({ people: "", title: "", subjects: "", abstract: "", dates: "" });
    expect(paperOf(oaiRecord(bare))).toMatchObject({
      title: "",
      abstract: "",
      authors: [],
      categories: [],
      published_date: null,
    });
  });

  test("without an abstract in oai_dc, where a comment is the only description", () => {
    const comment = dublinCoreMetadata().replace(/<dc:description> [\s\S]*?<\/dc:description>/, "");
    expect(paperOf(oaiRecord(comment)).abstract).toBe("");
  });

  test.each([
    ["oai:arXiv.org:1507.07790", "arxiv:1507.07790"],
    ["oai:arXiv.org:astro-ph/0601001", "arxiv:astro-ph/0601001"],
    ["oai:arXiv.org:math/0309136", "arxiv:math/0309136"],
  ])("%s names the paper %s", (identifier, paper_id) => {
    expect(paperOf(oaiRecord(arxivMetadata(), { identifier })).paper_id).toBe(paper_id);
  });
});

describe("a paper is as new as", () => {
  const withDates = (dates: string) => paperOf(oaiRecord(arxivMetadata({ dates }))).updated_at;

  test("its <created> if there is no <updated>", () => {
    expect(withDates("<created>2024-01-22</created>")).toBe("2024-01-22T00:00:00.000Z");
  });

  test("its record if it has no date, and its file if the record has none", () => {
    expect(withDates("")).toBe("2024-02-05T00:00:00.000Z");
    expect(paperOf(oaiRecord(arxivMetadata({ dates: "" }), { datestamp: "" })).updated_at).toBe(
      CONTEXT.batchTimestamp,
    );
  });

  test("its last version, in any order of the versions", () => {
    const metadata = arxivRawMetadata([
      ["v1", "Mon, 12 Jun 2017 17:57:34 GMT"],
      ["v10", "Wed, 02 Aug 2023 00:41:18 GMT"],
      ["v2", "Mon, 19 Jun 2017 16:49:45 GMT"],
    ]);
    expect(paperOf(oaiRecord(metadata))).toMatchObject({
      published_date: "2017-06-12",
      updated_at: "2023-08-02T00:41:18.000Z",
    });
  });

  test("its one date in oai_dc", () => {
    expect(paperOf(oaiRecord(dublinCoreMetadata("<dc:date>2024-01-22</dc:date>")))).toMatchObject({
      published_date: "2024-01-22",
      updated_at: "2024-01-22T00:00:00.000Z",
    });
  });

  test.each([
    [
      "arXiv",
      arxivMetadata({ dates: "<created>2024-01-22</created><updated>2024-13-45</updated>" }),
      '"2024-13-45"',
    ],
    ["arXivRaw", arxivRawMetadata([["v1", "last Monday"]]), '"last Monday"'],
    ["oai_dc", dublinCoreMetadata("<dc:date>2024</dc:date>"), '"2024"'],
  ])("not a wrong date of %s, which makes it a reject", (_, metadata, date) => {
    expect(parse(oaiRecord(metadata))).toMatchObject({
      kind: "reject",
      reason: "bad-date",
      message: expect.stringContaining(date),
    });
  });

  test("not a wrong datestamp", () => {
    expect(parse(oaiRecord(arxivMetadata({ dates: "" }), { datestamp: "soon" }))).toMatchObject({
      kind: "reject",
      reason: "bad-date",
      message: expect.stringContaining('"soon"'),
    });
    expect(parse(oaiRecord(arxivMetadata(), { datestamp: "soon" })).kind).toBe("paper");
  });
});

describe("a deleted record", () => {
  const deleted = (datestamp: string) => oaiRecord(undefined, { datestamp, status: ' status="deleted"' });

  const withdrawnAt = (text: string) => {
    const parsed = parse(text);
    if (parsed.kind !== "withdrawal") throw new Error(JSON.stringify(parsed));
    return parsed.withdrawal.withdrawn_at;
  };

  test("is a withdrawal and nothing else", () => {
    const raw_xml = deleted("2024-02-05");
    expect(parse(raw_xml)).toEqual({
      kind: "withdrawal",
      withdrawal: {
        paper_id: "arxiv:2401.12345",
        source: "arxiv",
        withdrawn_at: "2024-02-05T23:59:59.999Z",
        raw_xml,
      },
    });
  });

  test("is newer than a version of the same day", () => {
    const version = arxivRawMetadata([["v1", "Mon, 5 Feb 2024 23:59:59 GMT"]]);
    expect(withdrawnAt(deleted("2024-02-05")) > paperOf(oaiRecord(version)).updated_at).toBe(true);
  });

  test("has the time of its datestamp, or of its file without one", () => {
    expect(withdrawnAt(deleted("2024-02-05T04:05:06Z"))).toBe("2024-02-05T04:05:06.000Z");
    expect(withdrawnAt(deleted(""))).toBe(CONTEXT.batchTimestamp);
  });

  test("with a wrong datestamp is a reject", () => {
    expect(parse(deleted("2024-02-30"))).toMatchObject({ kind: "reject", reason: "bad-date" });
  });
});

describe("a record is a reject", () => {
  test.each([
    ["without an id", oaiRecord(arxivMetadata(), { identifier: "" }), "no-id", "has no <identifier>"],
    [
      "without a header",
      `<record><metadata>${arxivMetadata()}</metadata></record>`,
      "no-id",
      "has no <identifier>",
    ],
    [
      "of another repository",
      oaiRecord(dublinCoreMetadata(), { identifier: "oai:zenodo.org:1" }),
      "no-id",
      '"oai:zenodo.org:1"',
    ],
    [
      "in a metadata format that is not arXiv's",
      oaiRecord("<marc><title>x</title></marc>"),
      "no-metadata",
      "has <marc>",
    ],
    ["without metadata that is not deleted", oaiRecord(), "no-metadata", "has no <metadata>"],
    ["with empty metadata", oaiRecord(""), "no-metadata", "has no <metadata>"],
    ["that is not well-formed", oaiRecord(arxivMetadata({ title: "AT&T" })), "malformed", "not well-formed"],
  ])("%s", (_, text, reason, message) => {
    expect(parse(text)).toMatchObject({ kind: "reject", reason, message: expect.stringContaining(message) });
  });
});

describe("an answer is split into its records", () => {
  test("and the resumption token is skipped", async () => {
    const records = [oaiRecord(arxivMetadata()), oaiRecord(undefined, { status: ' status="deleted"' })];
    const { items, error } = await split(oaiRecords(...records));
    expect(error).toBeUndefined();
    expect(items.map(({ text }) => text)).toEqual(records);
  });

  test("no records if none match", async () => {
    expect(await split(oaiError("noRecordsMatch", "nothing"))).toEqual({ items: [] });
  });

  test.each([
    [
      "badArgument",
      "The request includes &lt;illegal&gt; arguments",
      '"badArgument": "The request includes <illegal> arguments"',
    ],
    ["badResumptionToken", "", '"badResumptionToken": ""'],
    ["x", "AT&T", '"unknown": "<error code=\\"x\\">AT&T</error>"'],
  ])("and the error %s fails the file, with its message", async (code, message, expected) => {
    const { items, error } = await split(oaiError(code, message));
    expect(items).toEqual([]);
    expect(error).toMatchObject({
      name: "BatchFileError",
      reason: "feed-error",
      message: expect.stringContaining(expected),
    });
  });

  test("of any part of an answer that a harvester kept", async () => {
    const record = oaiRecord(arxivMetadata());
    const parts = [
      record,
      `<resumptionToken>x</resumptionToken>`,
      oaiRecords(record),
      `<ListRecords>${record}</ListRecords>`,
    ];
    expect((await split(parts.join("\n"))).items.map(({ text, problem }) => [text, problem])).toEqual([
      [record, undefined],
      [record, undefined],
      [record, undefined],
    ]);
  });

  test("before an error that a harvester kept by itself", async () => {
    const { items, error } = await split(`${oaiRecord(arxivMetadata())}<error code="badVerb">no</error>`);
    expect(items).toHaveLength(1);
    expect(error).toMatchObject({ reason: "feed-error" });
  });

  test("before an error in a later answer of the same file", async () => {
    const { items, error } = await split(oaiRecords(oaiRecord(arxivMetadata())) + oaiError("badVerb", "no"));
    expect(items).toHaveLength(1);
    expect(error).toMatchObject({ reason: "feed-error" });
  });
});

describe("records in a root that a harvester wrote", () => {
  const withProlog = (metadata: string) => `<?xml version="1.0" encoding="UTF-8"?>\n${metadata}`;

  test.each(["Records", "collection", "harvest"])("<%s> are read", async (root) => {
    const records = [oaiRecord(arxivRawMetadata()), oaiRecord(withProlog(arxivMetadata()))];
    const file = `<${root}>\n${records.join("\n")}\n</${root}>\n`;
    const { items, error } = await split(file + file);
    expect(error).toBeUndefined();
    expect(items.map(({ text }) => text)).toEqual([...records, ...records]);
    expect(items.map((record) => arxivOai.parse(record, CONTEXT))).toMatchObject(
      [1, 2, 3, 4].map(() => ({ kind: "paper", paper: { paper_id: "arxiv:2401.12345" } })),
    );
  });
});
