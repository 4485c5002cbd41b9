import { describe, expect, test } from "vitest";
import { CONTEXT } from "./fixtures/contexts.ts";
import { dblpRecord } from "./fixtures/dblp.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import {
  type JatsParts,
  jatsArticle,
  jatsFront,
  pmcArticleSet,
  pmcOaiAnswer,
  pmcOaiRecord,
} from "./fixtures/jats.ts";
import { paperIn, readFile, reasonIn, withdrawalIn } from "./fixtures/read-file.ts";
import { jats } from "./jats.ts";
import { RANKS } from "./ranks.ts";

const paper = (parts: JatsParts) => paperIn(jats, jatsArticle(parts));
const contributors = (...contribs: readonly string[]) =>
  paper({ contributors: `<contrib-group>${contribs.join("")}</contrib-group>` }).authors;
const author = (content: string) => `<contrib contrib-type="author">${content}</contrib>`;
const date = (attributes: string, year: string, month = "", day = "") =>
  `<pub-date ${attributes}>${day && `<day>${day}</day>`}${month && `<month>${month}</month>`}<year>${year}</year></pub-date>`;

describe("jats recognises", () => {
  test.each([
    ["an article", jatsArticle()],
    [
      "an article in a namespace",
      jatsArticle().replace("<article ", '<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.4/" '),
    ],
    ["what EFetch answers", pmcArticleSet(jatsArticle())],
    ["an empty set", pmcArticleSet()],
    ["what PMC's OAI-PMH answers", pmcOaiAnswer(pmcOaiRecord(jatsArticle()))],
    ["deleted records alone", pmcOaiAnswer(pmcOaiRecord("", { status: ' status="deleted"' }))],
    ["records that a harvester kept", pmcOaiRecord(jatsArticle())],
  ])("%s", (_, file) => {
    expect(isRecognised(jats, file)).toBe(true);
  });

  test.each([
    ["a record of DBLP", dblpRecord()],
    ["a page", "<html><body><article>x</article></body></html>"],
    [
      "another repository's answer",
      pmcOaiAnswer(pmcOaiRecord("<dc/>", { identifier: "oai:x.org:1" })).replace(/<request.*?request>/, ""),
    ],
  ])("and not %s", (_, file) => {
    expect(isRecognised(jats, file)).toBe(false);
  });
});

test("an article is a paper, with the exact text of its front", async () => {
  const article = jatsArticle();
  const { papers, records } = await readFile(`<?xml version="1.0"?>\n${article}\n`);
  expect(papers).toEqual([
    {
      paper_id: "pmc:PMC9200001",
      source: "pmc",
      title: "Looms of Bombyx",
      abstract: "We weave.",
      authors: ["Ada Weaver"],
      published_date: "2024-03-05",
      categories: ["Research Article"],
      doi: "10.5072/loom.3",
      updated_at: CONTEXT.batchTimestamp,
      raw_xml: jatsFront(),
      rank: RANKS.pmc.article,
    },
  ]);
  expect(records).toEqual([
    expect.objectContaining({ number: 1, byteOffset: 22, endByteOffset: 22 + article.length }),
  ]);
});

describe("a record's place and its text", () => {
  const long = jatsArticle({}, `<body>${"<p>Body &amp; more.</p>".repeat(20_000)}</body>`);

  test.each([100, 65_536])(
    "an article larger than a record may be is read by its front, in chunks of %i",
    async (chunkBytes) => {
      const set = pmcArticleSet(long, jatsArticle({ ids: '<article-id pub-id-type="pmc">2</article-id>' }));
      const { papers, records, rejects } = await readFile(
        set,
        { ...CONTEXT, maxRecordBytes: 10_000 },
        chunkBytes,
      );
      expect(rejects).toEqual([]);
      expect(papers.map(({ paper_id }) => paper_id)).toEqual(["pmc:PMC9200001", "pmc:PMC2"]);
      for (const { byteOffset, endByteOffset } of records)
        expect(set.slice(byteOffset, endByteOffset)).toMatch(/^<article [\s\S]*<\/sub-article><\/article>$/);
    },
  );

  test("a front over the limit is too large, and the next article is read", async () => {
    const set = pmcArticleSet(
      jatsArticle({ abstracts: `<abstract><p>${"x".repeat(20_000)}</p></abstract>` }),
      jatsArticle(),
    );
    const { papers, rejects } = await readFile(set, { ...CONTEXT, maxRecordBytes: 10_000 });
    expect(papers).toHaveLength(1);
    expect(rejects).toEqual([expect.objectContaining({ reason: "too-large" })]);
  });

  test("a front that is not UTF-8 is rejected, and a body that is not UTF-8 is ignored", async () => {
    const latin1 = (text: string) => Buffer.from(text, "latin1");
    const { papers, rejects } = await readFile(
      Buffer.concat([
        Buffer.from("<pmc-articleset>"),
        latin1(jatsArticle({}, "<body><p>é</p></body>")),
        latin1(jatsArticle({ title: "<article-title>é</article-title>" })),
        Buffer.from("</pmc-articleset>"),
      ]),
    );
    expect(papers).toHaveLength(1);
    expect(rejects).toEqual([expect.objectContaining({ reason: "bad-encoding" })]);
  });

  test("a front inside a comment is ignored", async () => {
    const commented = jatsArticle().replace("<front>", "<!-- <front> </front> --><front>");
    expect((await readFile(commented)).papers[0]?.raw_xml).toBe(jatsFront());
  });

  test("an article that is cut off in its body is not a record", async () => {
    const { papers, error } = await readFile(`<pmc-articleset>${jatsArticle()}${long.slice(0, 30_000)}`);
    expect(papers).toHaveLength(1);
    expect(error).toMatchObject({ reason: "truncated" });
  });
});

describe("ids", () => {
  const id = (type: string, text: string) => `<article-id pub-id-type="${type}">${text}</article-id>`;

  test.each([
    ["bare digits", id("pmid", "1") + id("pmc", "9200002"), "pmc:PMC9200002"],
    [
      "pmcid with PMC",
      id("pmcid-ver", "PMC3.1") + id("pmcaid", "4") + id("pmcid", "PMC9200002"),
      "pmc:PMC9200002",
    ],
    ["pmcid without it", id("pmcid", " 9200002 "), "pmc:PMC9200002"],
    ["a DOI alone", id("publisher-id", "7") + id("doi", "10.5072/Loom.3"), "jats:10.5072/loom.3"],
    ["a wrong number, and a DOI", id("pmc", "x") + id("doi", "10.5072/1"), "jats:10.5072/1"],
  ])("%s", (_, ids, paper_id) => {
    expect(paper({ ids }).paper_id).toBe(paper_id);
  });

  test("without a number or a DOI the article is rejected as no-id", () => {
    expect(reasonIn(jats, jatsArticle({ ids: id("publisher-id", "7") }))).toBe("no-id");
    expect(reasonIn(jats, jatsArticle({ ids: id("doi", "7") }))).toBe("no-id");
  });

  test("a publisher's article counts for the source jats", () => {
    expect(paper({ ids: id("doi", "10.5072/1") }).source).toBe("jats");
  });
});

describe("texts", () => {
  test("a title does not include its notes and their marks", () => {
    const title =
      '<article-title>Looms:\n CO<sub>2</sub> &amp; silk<xref ref-type="fn" rid="f1">*</xref><fn-group><fn><p>[version 1]</p></fn></fn-group></article-title><subtitle>No</subtitle>';
    expect(paper({ title }).title).toBe("Looms: CO2 & silk");
  });

  test("the abstract has no type, no translation, no heading, no id; its parts stand apart", () => {
    const abstracts =
      '<abstract abstract-type="graphical"><p>See.</p></abstract><abstract><object-id>10.5072/1.1</object-id><title>Abstract</title><sec><title>Aim</title><p>We weave<xref>1</xref>.</p></sec><sec><title>Results</title><p>It holds.</p><p>Twice.</p></sec></abstract><trans-abstract xml:lang="de"><p>Wir weben.</p></trans-abstract>';
    expect(paper({ abstracts }).abstract).toBe("Aim We weave. Results It holds. Twice.");
  });

  test.each([
    "<abstract><p>No abstract available.</p></abstract>",
    "",
    '<abstract abstract-type="toc"><p>x</p></abstract>',
  ])("%j is not an abstract", (abstracts) => {
    expect(paper({ abstracts }).abstract).toBe("");
  });

  test("subjects are those of all groups and of the groups in them, each once", () => {
    const subjects =
      "<article-categories><subj-group><subject>Research</subject></subj-group><subj-group><subject>Biology</subject><subj-group><subject>Silk</subject><subject>Research</subject></subj-group></subj-group></article-categories>";
    expect(paper({ subjects }).categories).toEqual(["Research", "Biology", "Silk"]);
    expect(paper({ subjects: "" }).categories).toEqual([]);
  });
});

describe("authors", () => {
  test.each([
    [
      "a suffix",
      "<name><surname>King</surname><given-names>M. L.</given-names><suffix>Jr.</suffix></name>",
      ["M. L. King Jr."],
    ],
    [
      "two scripts",
      '<name-alternatives><name><surname>Muster</surname><given-names>Mei</given-names></name><name name-style="eastern"><surname>見本</surname><given-names>芽衣</given-names></name></name-alternatives>',
      ["Mei Muster"],
    ],
    [
      "an eastern name",
      '<name name-style="eastern"><surname>見本</surname><given-names>芽衣</given-names></name>',
      ["見本 芽衣"],
    ],
    ["a name in one piece", "<string-name>Ada <surname>Weaver</surname></string-name>", ["Ada Weaver"]],
    [
      "a group with members",
      `<collab>Loom Group<contrib-group>${author("<name><surname>Nested</surname></name>")}</contrib-group></collab>`,
      ["Loom Group"],
    ],
    [
      "degrees and notes",
      "<name><surname>Weaver</surname></name><degrees>M.D.</degrees><xref>1</xref>",
      ["Weaver"],
    ],
    ["nobody", "<anonymous/>", []],
  ])("with %s", (_, content, authors) => {
    expect(contributors(author(content))).toEqual(authors);
  });

  test("are contributors of the type author in any case, or of none; not editors", () => {
    const named = (type: string, name: string) =>
      `<contrib${type}><name><surname>${name}</surname></name></contrib>`;
    expect(
      contributors(
        named(' contrib-type="Author"', "A"),
        named("", "B"),
        named(' contrib-type="editor"', "C"),
        named(' contrib-type="reviewed-by"', "D"),
      ),
    ).toEqual(["A", "B"]);
  });
});

describe("the date of publication", () => {
  test.each([
    [
      "the earliest",
      date('pub-type="ppub"', "2013", "3") + date('pub-type="epub"', "2012", "11", "12"),
      "2012-11-12",
    ],
    [
      "the day in the earliest year",
      date('date-type="collection"', "2021") + date('date-type="pub"', "2021", "March", "5"),
      "2021-03-05",
    ],
    [
      "none that is PMC's own",
      date('pub-type="pmc-release"', "2010") +
        date('pub-type="nihms-submitted"', "2009") +
        date('pub-type="epub"', "2012"),
      "2012",
    ],
    ["as much as is in the calendar", date('pub-type="epub"', "2021", "2", "30"), "2021-02"],
    ["none", "", null],
  ])("is %s", (_, dates, published) => {
    expect(paper({ dates }).published_date).toBe(published);
  });
});

describe("newest", () => {
  const changed = (content: string) =>
    `<pub-history><event event-type="pmc-release"><date iso-8601-date="2025-01-01"/></event><event event-type="pmc-last-change">${content}</event></pub-history>`;
  const inOai = (article: string, fields = {}) => paperIn(jats, pmcOaiRecord(article, fields)).updated_at;

  test("is by PMC's last change", () => {
    const more = changed('<date iso-8601-date="2024-02-02 11:22:33.456"><day>2</day></date>');
    expect(paper({ more }).updated_at).toBe("2024-02-02T11:22:33.456Z");
    expect(inOai(jatsArticle({ more }))).toBe("2024-02-02T11:22:33.456Z");
    expect(
      paper({ more: changed("<date><day>2</day><month>2</month><year>2024</year></date>") }).updated_at,
    ).toBe("2024-02-02T00:00:00.000Z");
  });

  test("else by the datestamp, else by the file's time", () => {
    expect(inOai(jatsArticle())).toBe("2024-03-06T00:00:00.000Z");
    expect(inOai(jatsArticle(), { datestamp: "" })).toBe(CONTEXT.batchTimestamp);
    expect(paper({}).updated_at).toBe(CONTEXT.batchTimestamp);
  });

  test("is not decided by a wrong date", () => {
    expect(reasonIn(jats, jatsArticle({ more: changed('<date iso-8601-date="soon"/>') }))).toBe("bad-date");
    expect(reasonIn(jats, pmcOaiRecord(jatsArticle(), { datestamp: "soon" }))).toBe("bad-date");
  });
});

describe("PMC's OAI-PMH", () => {
  test("a record has the id of the header if the article has none", () => {
    expect(paperIn(jats, pmcOaiRecord(jatsArticle({ ids: "" }))).paper_id).toBe("pmc:PMC9200001");
  });

  test("a deleted record is a withdrawal at the end of its day", () => {
    const deleted = pmcOaiRecord("", { status: ' status="deleted"' });
    expect(withdrawalIn(jats, deleted)).toEqual({
      paper_id: "pmc:PMC9200001",
      source: "pmc",
      withdrawn_at: "2024-03-06T23:59:59.999Z",
      raw_xml: deleted,
    });
  });

  test("oai_dc is read too", () => {
    const dc =
      "<oai_dc:dc><dc:title>Looms</dc:title><dc:creator>Weaver, Ada K.</dc:creator><dc:subject>Article</dc:subject><dc:description/><dc:date>2013-12-24</dc:date><dc:date>2013-09-04</dc:date><dc:identifier>http://dx.doi.org/10.5072/1</dc:identifier></oai_dc:dc>";
    expect(paperIn(jats, pmcOaiRecord(dc))).toMatchObject({
      paper_id: "pmc:PMC9200001",
      title: "Looms",
      abstract: "",
      authors: ["Ada K. Weaver"],
      published_date: "2013-09-04",
      categories: ["Article"],
      updated_at: "2024-03-06T00:00:00.000Z",
    });
  });

  test.each([
    ["no-metadata", pmcOaiRecord("<marc/>")],
    ["no-metadata", pmcOaiRecord("")],
    ["no-id", pmcOaiRecord("<dc/>", { identifier: "oai:x.org:1" })],
    ["no-id", pmcOaiRecord("", { identifier: "", status: ' status="deleted"' })],
    ["no-metadata", "<article><body/></article>"],
    ["no-metadata", "<article><sub-article><front><article-meta/></front></sub-article></article>"],
    ["malformed", "<article><front><article-meta></front></article>"],
  ])("%s: %s", (reason, text) => {
    expect(reasonIn(jats, text)).toBe(reason);
  });

  test("an error fails the run, except the answer that there is nothing", async () => {
    const answer = (code: string) =>
      pmcOaiAnswer().replace(/<ListRecords>.*<\/ListRecords>/, `<error code="${code}">Why</error>`);
    expect(await readFile(answer("noRecordsMatch"))).toMatchObject({
      format: "jats",
      papers: [],
      error: undefined,
    });
    expect(await readFile(answer("badArgument"))).toMatchObject({
      error: { reason: "feed-error", message: expect.stringMatching(/badArgument.*Why/) },
    });
  });
});

test("a set of nothing but replies is an error, in PMC's words", async () => {
  const reply = '<Reply Id="9" error="The following PMCID is not available: 9"/>';
  expect(await readFile(pmcArticleSet(reply, reply))).toMatchObject({
    records: [],
    error: { reason: "feed-error", message: expect.stringContaining("PMCID is not available: 9") },
  });
});

test("a reply between articles is a reject that tells PMC's words", async () => {
  const reply = '<Reply Id="9" error="The following PMCID is not available: 9"/>';
  const { papers, rejects } = await readFile(pmcArticleSet(jatsArticle(), reply, jatsArticle()));
  expect(papers).toHaveLength(2);
  expect(rejects).toEqual([
    { reason: "not-a-paper", message: expect.stringContaining("PMCID is not available: 9") },
  ]);
});
