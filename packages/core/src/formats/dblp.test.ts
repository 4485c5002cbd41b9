import { describe, expect, test } from "vitest";
import { dblp } from "./dblp.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { dblpDump, dblpPerson, dblpRecord } from "./fixtures/dblp.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import { jatsArticle } from "./fixtures/jats.ts";
import { paperIn, readFile, reasonIn } from "./fixtures/read-file.ts";
import { RANKS } from "./ranks.ts";

const paper = (parts: Parameters<typeof dblpRecord>[0]) => paperIn(dblp, dblpRecord(parts));
const withTitle = (title: string) => paper({ content: `<title>${title}</title>` }).title;

describe("dblp recognises", () => {
  test.each([
    ["the dump", dblpDump(dblpRecord())],
    ["a dump of people", dblpDump(dblpPerson())],
    ["a cut-out without prolog", `<dblp>${dblpRecord()}</dblp>`],
    ["records alone", `${dblpRecord()}\n${dblpRecord({ element: "inproceedings" })}\n`],
    ["one person's answer", `<dblpperson name="Ada Spinner"><r>${dblpRecord()}</r></dblpperson>`],
  ])("%s", (_, file) => {
    expect(isRecognised(dblp, file)).toBe(true);
  });

  test.each([
    ["an article in JATS", jatsArticle()],
    ["a book of others", "<book><title>x</title></book>"],
    ["a page", "<html><article>x</article></html>"],
  ])("and not %s", (_, file) => {
    expect(isRecognised(dblp, file)).toBe(false);
  });
});

test("people, venues and relations are skipped and counted by their kind", async () => {
  const passedOver: (readonly [string, number])[] = [];
  const venue = '<stream key="streams/journals/loom"><title>Looms</title></stream>';
  const file = dblpDump(dblpPerson(), dblpRecord(), dblpPerson(), venue);
  const context = {
    ...CONTEXT,
    onPassedOver: (kind: string, byteOffset: number) => passedOver.push([kind, byteOffset]),
  };
  const { papers, rejects } = await readFile(file, context);
  expect(papers).toHaveLength(1);
  expect(rejects).toEqual([]);
  expect(passedOver).toEqual([
    ["<www>", file.indexOf("<www")],
    ["<www>", file.lastIndexOf("<www")],
    ["<stream>", file.indexOf("<stream")],
  ]);
});

test("a publication is a paper, with its exact source text", () => {
  const raw_xml = dblpRecord();
  expect(paper({})).toEqual({
    paper_id: "dblp:journals/loom/Weaver24",
    source: "dblp",
    title: "Looms & k-Knots.",
    abstract: "",
    authors: ["Jürgen Weaver", "Ada Spinner"],
    published_date: "2024",
    categories: ["article"],
    updated_at: "2024-03-05T00:00:00.000Z",
    raw_xml,
    rank: RANKS.dblp.record,
  });
});

test("all the entities of DBLP's DTD are known without it", () => {
  const latin1 =
    "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml".split(
      " ",
    );
  const letters = latin1.map((name, index) => [name, String.fromCodePoint(0xc0 + index)] as const);
  const declared = [...letters.filter(([name]) => name !== "divide"), ["reg", "®"], ["micro", "µ"]] as const;
  expect(declared).toHaveLength(65);
  for (const [name, letter] of declared)
    expect([name, withTitle(`a&${name};b`)]).toEqual([name, `a${letter}b`]);
});

test.each([
  ["<i> G/G/1/N </i> Looms", "G/G/1/N Looms"],
  ["O(n<sup>2</sup>) and M<sub>0,&#8734;</sub>", "O(n2) and M0,∞"],
  ["No full stop", "No full stop"],
])("the title %s is %s", (source, title) => {
  expect(withTitle(source)).toBe(title);
});

test("the number that distinguishes people of the same name is not a part of the name", () => {
  const content =
    "<author>Ben Spinner Jr. 0012</author><author>Ada 4 Weaver</author><author/><editor>Eve</editor>";
  expect(paper({ content }).authors).toEqual(["Ben Spinner Jr.", "Ada 4 Weaver"]);
});

test.each([
  ["<month>August</month><year>2018</year>", "2018-08"],
  ["<year>2019</year><month>June/July</month>", "2019"],
  ["<year>2019</year><month>Winter</month>", "2019"],
  ["<month>May</month>", null],
])("%s is %s", (content, date) => {
  expect(paper({ content }).published_date).toBe(date);
});

test("categories are the element, then the types that the record has", () => {
  const attributes = 'publtype="informal withdrawn" key="a/b" mdate="2024-01-01"';
  expect(paper({ element: "inproceedings", attributes })).toMatchObject({
    categories: ["inproceedings", "informal", "withdrawn"],
    rank: RANKS.dblp.record,
  });
});

test("mdate decides which version is newest, and the file's time decides if it is absent", () => {
  expect(paper({ attributes: 'key="a/b"' }).updated_at).toBe(CONTEXT.batchTimestamp);
  expect(reasonIn(dblp, dblpRecord({ attributes: 'key="a/b" mdate="2024-13-01"' }))).toBe("bad-date");
});

test("a record without a key, or with a wrong key, is rejected as no-id", () => {
  expect(reasonIn(dblp, dblpRecord({ attributes: 'mdate="2024-01-01"' }))).toBe("no-id");
  expect(reasonIn(dblp, dblpRecord({ attributes: 'mdate="2024-01-01" key="a b"' }))).toBe("no-id");
});

test("people are neither papers nor rejects, and a record may begin on the line on which another ends", async () => {
  const elements = [
    "article",
    "inproceedings",
    "proceedings",
    "book",
    "incollection",
    "phdthesis",
    "mastersthesis",
    "data",
  ];
  const records = elements.map((element) =>
    dblpRecord({ element, attributes: `mdate="2024-01-01" key="${element}/1"` }),
  );
  const people = [
    dblpPerson(),
    '<person key="persons/1"><author>Ada Spinner</author></person>',
    '<rel type="a"/>',
  ];
  const { format, papers, rejects, error } = await readFile(
    dblpDump(...records.flatMap((record) => [record, ...people])),
  );
  expect({ format, rejects, error }).toEqual({ format: "dblp", rejects: [], error: undefined });
  expect(papers.map(({ paper_id }) => paper_id)).toEqual(elements.map((element) => `dblp:${element}/1`));
});
