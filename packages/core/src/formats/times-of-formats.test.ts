import { describe, expect, test } from "vitest";
import { arxivAtom } from "./arxiv-atom.ts";
import { arxivKaggle } from "./arxiv-kaggle.ts";
import { arxivOai } from "./arxiv-oai.ts";
import { biorxiv } from "./biorxiv.ts";
import { crossref } from "./crossref.ts";
import { datacite } from "./datacite.ts";
import { dblp } from "./dblp.ts";
import { doaj } from "./doaj.ts";
import { doajOai } from "./doaj-oai.ts";
import { europepmc } from "./europepmc.ts";
import { arxivEntry } from "./fixtures/arxiv-feeds.ts";
import { arxivSnapshot } from "./fixtures/arxiv-kaggle.ts";
import { arxivMetadata, arxivRawMetadata, dublinCoreMetadata, oaiRecord } from "./fixtures/arxiv-oai.ts";
import { preprint } from "./fixtures/biorxiv.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { crossrefWork } from "./fixtures/crossref.ts";
import { dataciteDoi } from "./fixtures/datacite.ts";
import { dblpRecord } from "./fixtures/dblp.ts";
import { doajArticle, doajOaiRecord } from "./fixtures/doaj.ts";
import { europepmcRecord } from "./fixtures/europepmc.ts";
import { jatsArticle, pmcOaiRecord } from "./fixtures/jats.ts";
import { openalexWork } from "./fixtures/openalex.ts";
import { pubmedArticle, pubmedDate } from "./fixtures/pubmed.ts";
import { s2Paper } from "./fixtures/semantic-scholar.ts";
import { versionIn } from "./fixtures/version-in.ts";
import type { Format } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { jats } from "./jats.ts";
import { openalex } from "./openalex.ts";
import { paperNdjson } from "./paper-json.ts";
import { pubmed } from "./pubmed.ts";
import { semanticScholar } from "./semantic-scholar.ts";

const DELETED = ' status="deleted"';
const lastChange = (day: string) =>
  jatsArticle({
    more: `<pub-history><event event-type="pmc-last-change"><date iso-8601-date="${day}"/></event></pub-history>`,
  });

type Timed = readonly [name: string, format: Format, field: string, record: (day: string) => string];

/** For each time that a format reads: the paper's field for it, and a function that returns a record with that time. */
const TIMES: readonly Timed[] = [
  ["Atom's updated", arxivAtom, "updated_at", (day) => arxivEntry({ updated: `${day}T00:00:00Z` })],
  [
    "arXiv's updated",
    arxivOai,
    "updated_at",
    (day) => oaiRecord(arxivMetadata({ dates: `<updated>${day}</updated>` })),
  ],
  [
    "arXiv's dc:date",
    arxivOai,
    "updated_at",
    (day) => oaiRecord(dublinCoreMetadata(`<dc:date>${day}</dc:date>`)),
  ],
  [
    "arXivOld's datestamp",
    arxivOai,
    "updated_at",
    (datestamp) => oaiRecord(arxivRawMetadata([]), { datestamp }),
  ],
  [
    "arXiv's datestamp",
    arxivOai,
    "record_changed_at",
    (datestamp) => oaiRecord(arxivMetadata(), { datestamp }),
  ],
  [
    "arXiv's deletion",
    arxivOai,
    "withdrawn_at",
    (datestamp) => oaiRecord(undefined, { datestamp, status: DELETED }),
  ],
  ["the snapshot's update_date", arxivKaggle, "updated_at", (update_date) => arxivSnapshot({ update_date })],
  [
    "the snapshot's version",
    arxivKaggle,
    "updated_at",
    (day) => arxivSnapshot({ versions: [{ version: "v1", created: day }] }),
  ],
  [
    "DateRevised",
    pubmed,
    "updated_at",
    (day) => pubmedArticle({ revised: pubmedDate("DateRevised", ...partsOf(day)) }),
  ],
  ["bioRxiv's date", biorxiv, "updated_at", (date) => preprint({ date })],
  ["updated_date", openalex, "updated_at", (updated_date) => openalexWork({ updated_date })],
  ["deposited", crossref, "updated_at", (day) => crossrefWork({ deposited: { "date-time": day } })],
  [
    "indexed",
    crossref,
    "updated_at",
    (day) => crossrefWork({ deposited: null, indexed: { "date-time": day } }),
  ],
  ["Semantic Scholar's updated", semanticScholar, "updated_at", (updated) => s2Paper({ updated })],
  ["dateOfRevision", europepmc, "updated_at", (dateOfRevision) => europepmcRecord({ dateOfRevision })],
  ["firstIndexDate", europepmc, "updated_at", (firstIndexDate) => europepmcRecord({ firstIndexDate })],
  ["DataCite's updated", datacite, "updated_at", (updated) => dataciteDoi({ updated })],
  ["last_updated", doaj, "updated_at", (last_updated) => doajArticle({}, { last_updated })],
  ["DOAJ's datestamp", doajOai, "updated_at", (datestamp) => doajOaiRecord({ datestamp })],
  [
    "DOAJ's deletion",
    doajOai,
    "withdrawn_at",
    (datestamp) => doajOaiRecord({ datestamp, status: DELETED, metadata: "" }),
  ],
  ["mdate", dblp, "updated_at", (day) => dblpRecord({ attributes: `mdate="${day}" key="a/b"` })],
  ["pmc-last-change", jats, "updated_at", (day) => pmcOaiRecord(lastChange(day))],
  ["PMC's datestamp", jats, "updated_at", (datestamp) => pmcOaiRecord(jatsArticle(), { datestamp })],
  [
    "its datestamp beside the change",
    jats,
    "record_changed_at",
    (datestamp) => pmcOaiRecord(lastChange("2024-01-01"), { datestamp }),
  ],
  ["PMC's deletion", jats, "withdrawn_at", (datestamp) => pmcOaiRecord("", { datestamp, status: DELETED })],
  [
    "our own form's updated_at",
    paperNdjson,
    "updated_at",
    (updated_at) => JSON.stringify({ paper_id: "mine:1", title: "A", updated_at }),
  ],
];

function partsOf(day: string): [year: string, month: string, day: string] {
  const [year = "", month = "", ofMonth = ""] = day.split("-");
  return [year, month, ofMonth];
}

test("all formats are in TIMES, except our own form's second layout", () => {
  const listed = TIMES.map(([, { name }]) => name);
  expect(FORMATS.map(({ name }) => name).filter((name) => !listed.includes(name))).toEqual(["paper-json"]);
});

/** The batch file is of 1 March 2026, noon, so that the next day begins in less than a day. */
describe.each(TIMES)("%s", (_, format, field, record) => {
  test.each(["2206-01-02", "2026-03-04"])("is rejected if it is %s, long after the upload", async (day) => {
    expect(await versionIn(format, record(day))).toMatchObject({
      reason: "date-in-future",
      message: expect.stringMatching(`^the ${field} of .* is ${day}T`),
    });
  });

  test("is taken if it is a day before the upload, and is the version's", async () => {
    const time = expect.stringMatching(/^2026-02-28T/);
    expect(await versionIn(format, record("2026-02-28"))).toMatchObject({ [field]: time });
  });
});

describe("a record of a withdrawn paper has the text and the withdrawal, both with the same time", () => {
  test.each<[string, Format, string, string]>([
    ["DataCite", datacite, dataciteDoi({ state: "registered" }), "2024-03-05T10:20:30.000Z"],
    ["DOAJ", doaj, doajArticle({}, { admin: { in_doaj: false } }), "2024-03-05T10:20:30.000Z"],
    [
      "our own form",
      paperNdjson,
      '{"paper_id":"a:1","title":"A","processing_status":"withdrawn"}',
      CONTEXT.batchTimestamp,
    ],
  ])("%s", async (_, format, record, time) => {
    const text = { kind: "text", title: expect.stringMatching(/./), updated_at: time, withdrawn_at: time };
    expect(await versionIn(format, record)).toMatchObject(text);
  });
});

describe("a record that tells of the withdrawal alone gives no text", () => {
  test.each<[string, Format, string, string]>([
    ["arXiv's OAI-PMH", arxivOai, oaiRecord(undefined, { status: DELETED }), "2024-02-05T23:59:59.999Z"],
    ["DOAJ's OAI-PMH", doajOai, doajOaiRecord({ status: DELETED, metadata: "" }), "2024-03-05T10:20:30.000Z"],
    ["PMC's OAI-PMH", jats, pmcOaiRecord("", { status: DELETED }), "2024-03-06T23:59:59.999Z"],
    ["PubMed's DeleteCitation", pubmed, '<PMID Version="1">1</PMID>', CONTEXT.batchTimestamp],
  ])("%s", async (_, format, record, withdrawn_at) => {
    const version = await versionIn(format, record);
    expect(version).toMatchObject({ kind: "withdrawal", withdrawn_at, raw_xml: record });
    expect(version).not.toHaveProperty("updated_at");
  });
});
