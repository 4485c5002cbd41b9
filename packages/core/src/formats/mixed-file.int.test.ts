import { expect, test } from "vitest";
import { arxivEntry, arxivFeed } from "./fixtures/arxiv-feeds.ts";
import { oaiRecords } from "./fixtures/arxiv-oai.ts";
import { preprintPage } from "./fixtures/biorxiv.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { CROSSREF_ERRORS, crossrefDataFile, crossrefPage, crossrefWork } from "./fixtures/crossref.ts";
import { datacitePage } from "./fixtures/datacite.ts";
import { dblpDump, dblpRecord } from "./fixtures/dblp.ts";
import { doajOaiAnswer, doajOaiRecord, doajPage } from "./fixtures/doaj.ts";
import { europepmcPage } from "./fixtures/europepmc.ts";
import { pmcArticleSet } from "./fixtures/jats.ts";
import { openalexPage } from "./fixtures/openalex.ts";
import { pubmedFile } from "./fixtures/pubmed.ts";
import { recordsWithTexts } from "./fixtures/records-with-texts.ts";
import { openRecords } from "./open-records.ts";

const RECORDS = 100_000;
/** The number of records in the mixed file of one format. */
const RECORDS_OF_EACH = 2_000;
const BAD = "<html><body>{ 504 Gateway Time-out }</body></html>";

/** Returns a generator of numbers below a limit. It returns the same numbers in each run. */
function numbers(): (limit: number) => number {
  let state = 1;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
}

/** How a source's records stand in documents, and what may stand between documents. */
interface Mixture {
  readonly record: (id: number) => string;
  readonly documents: readonly ((records: readonly string[]) => string)[];
  readonly between: readonly string[];
}

/** Yields a file with this many records, in documents of every layout. Counts the records and bad documents that it has written. */
async function* fileOf(
  { record, documents, between }: Mixture,
  given: { records: number; bad: number },
  total = RECORDS,
) {
  const below = numbers();
  while (given.records < total) {
    const count = Math.min(1 + below(400), total - given.records);
    const records = Array.from({ length: count }, (_, nth) => record(given.records + nth));
    given.records += count;
    const document = documents[below(documents.length)]?.(records) ?? "";
    const isLast = given.records === total;
    const separator = isLast ? "\n" : (between[below(between.length)] ?? "");
    if (separator.length > "\r\n".length) given.bad++;
    yield Buffer.from(`${document}${separator}`);
  }
}

const work = crossrefWork({ reference: undefined, abstract: undefined });
const JSON_MIXTURE: Mixture = {
  record: (id) => work.replace("ABC.182", `${id}`),
  documents: [
    (records) => records.join("\n"),
    (records) => records.join(""),
    (records) => records.join("\n\x1e"),
    (records) => `[${records.join(",\n")}]`,
    (records) => crossrefPage(...records),
    (records) => `[${crossrefPage(...records)},${crossrefPage()}]`,
    (records) => `{\n  "items": [\n    ${records.join(",\n    ")}\n  ]\n}`,
  ],
  between: [
    "",
    "\n",
    ",",
    "\r\n",
    `\n${BAD}\n`,
    `\n${CROSSREF_ERRORS[0]}\n`,
    `\n{"status":"ok","message":{"it\n`,
  ],
};

const XML_MIXTURE: Mixture = {
  record: (id) =>
    arxivEntry({ id: `http://arxiv.org/abs/2401.${String(id).padStart(5, "0")}v1`, people: "", more: "" }),
  documents: [
    (records) => arxivFeed(...records),
    (records) => arxivFeed(...records).replace(/^<\?.*\?>\n/, ""),
  ],
  between: ["", "\n", `\n${BAD}\n`, "\nRate exceeded.\n", `\n${arxivFeed(arxivEntry()).slice(0, -60)}\n`],
};

/** A mark in the texts. It is replaced by a number, so that every record differs. */
const MARK = "Nr-ID-rN";
const TEXTS = { title: MARK, abstract: "We weave.", author: "Ada Weaver", category: "looms" };

const templates: Readonly<Record<string, string>> = {
  ...recordsWithTexts(TEXTS),
  dblp: dblpRecord({ content: `<title>${MARK}</title><year>2024</year>` }),
  "doaj-oai": doajOaiRecord({ metadata: `<doajArticle><title>${MARK}</title></doajArticle>` }),
};

type Documents = Mixture["documents"];

const ofJson = (...pages: readonly ((...records: readonly string[]) => string)[]): Documents => [
  (records) => records.join("\n"),
  (records) => records.join(""),
  (records) => `\x1e${records.join("\n\x1e")}\n`,
  (records) => `[${records.join(",\n")}]`,
  ...pages.map((page) => (records: readonly string[]) => page(...records)),
  ...pages.map((page) => (records: readonly string[]) => `[${page(...records)},${page()}]`),
];

const ofXml = (...documents: readonly ((...records: readonly string[]) => string)[]): Documents =>
  documents.map((document) => (records) => document(...records));

const DOCUMENTS: Readonly<Record<string, Documents>> = {
  "arxiv-atom": ofXml(arxivFeed),
  "arxiv-oai": ofXml(oaiRecords),
  "arxiv-oai, of metha-cat": ofXml((...records) => `<Records>${records.join("")}</Records>`),
  pubmed: ofXml(
    (...records) => pubmedFile(records),
    (...records) => records.join("\n"),
  ),
  jats: ofXml(pmcArticleSet, (...records) => records.join("\n")),
  dblp: ofXml(dblpDump, (...records) => `<dblpperson><r>${records.join("</r><r>")}</r></dblpperson>`),
  "doaj-oai": ofXml(doajOaiAnswer),
  biorxiv: ofJson((...records) => preprintPage(records)),
  openalex: ofJson(openalexPage),
  crossref: ofJson(crossrefPage, crossrefDataFile),
  "semantic-scholar": ofJson(),
  "arxiv-kaggle": ofJson(),
  europepmc: ofJson(europepmcPage),
  datacite: ofJson(datacitePage),
  doaj: ofJson(doajPage),
  "paper-json": ofJson(),
};

test.each(Object.entries(DOCUMENTS))(
  "of a long mixed file of %s, each record in any wrapper comes once, in order, as a paper",
  async (what, documents) => {
    const template = templates[what.replace(/,.*/, "")] ?? "";
    const record = (id: number) => template.replaceAll(MARK, `Nr-${id}-rN`);
    const given = { records: 0, bad: 0 };
    const mixture = { record, documents, between: ["\n", `\n${BAD}\n`] };
    const opened = await openRecords(fileOf(mixture, given, RECORDS_OF_EACH), CONTEXT);
    let next = 0;
    let rejects = 0;
    for await (const cut of opened.records) {
      const parsed = cut.problem ? undefined : opened.format.parse(cut, CONTEXT);
      if (parsed?.kind === "paper" && parsed.paper.title === `Nr-${next}-rN`) next++;
      else rejects++;
    }
    expect(next).toBe(RECORDS_OF_EACH);
    expect(rejects).toBe(given.bad);
  },
);

test.each([
  ["JSON", JSON_MIXTURE, /"DOI":"10\.1000\\\/(\d+)"/],
  ["XML", XML_MIXTURE, /abs\/2401\.(\d+)v1/],
])(
  "of a long mixed file of %s, each record comes once, in order, and each bad document is one reject",
  async (_, mixture, id) => {
    const given = { records: 0, bad: 0 };
    const { records } = await openRecords(fileOf(mixture, given), CONTEXT);
    let next = 0;
    let bad = 0;
    let number = 0;
    let isNumbered = true;
    for await (const record of records) {
      isNumbered &&= record.number === ++number;
      if (record.problem) bad++;
      else if (Number(id.exec(record.text)?.[1]) === next) next++;
    }
    expect(isNumbered).toBe(true);
    expect(next).toBe(RECORDS);
    expect(bad).toBe(given.bad);
    expect(number).toBe(RECORDS + given.bad);
  },
);
