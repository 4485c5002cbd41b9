import { expect, test } from "vitest";
import { arxivAtom } from "./arxiv-atom.ts";
import { arxivKaggle } from "./arxiv-kaggle.ts";
import { arxivOai } from "./arxiv-oai.ts";
import { biorxiv } from "./biorxiv.ts";
import { datacite } from "./datacite.ts";
import { dblp } from "./dblp.ts";
import { doaj } from "./doaj.ts";
import { doajOai } from "./doaj-oai.ts";
import { europepmc } from "./europepmc.ts";
import { arxivEntry } from "./fixtures/arxiv-feeds.ts";
import { arxivSnapshot } from "./fixtures/arxiv-kaggle.ts";
import { arxivMetadata, arxivRawMetadata, dublinCoreMetadata, oaiRecord } from "./fixtures/arxiv-oai.ts";
import { covid19Preprint, preprint, publishedPreprint } from "./fixtures/biorxiv.ts";
import { dataciteDoi } from "./fixtures/datacite.ts";
import { dblpRecord } from "./fixtures/dblp.ts";
import { doajArticle, doajOaiRecord } from "./fixtures/doaj.ts";
import { europepmcLite, europepmcRecord } from "./fixtures/europepmc.ts";
import { jatsArticle, pmcOaiRecord } from "./fixtures/jats.ts";
import { openalexWork } from "./fixtures/openalex.ts";
import { pubmedArticle } from "./fixtures/pubmed.ts";
import { paperIn } from "./fixtures/read-file.ts";
import { s2Paper } from "./fixtures/semantic-scholar.ts";
import type { Format } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { jats } from "./jats.ts";
import { openalex } from "./openalex.ts";
import { paperNdjson } from "./paper-json.ts";
import { pubmed } from "./pubmed.ts";
import { semanticScholar } from "./semantic-scholar.ts";

const inArxiv = (doi: string) => arxivMetadata().replace("<comments>", `<doi>${doi}</doi><comments>`);
const inArxivRaw = (doi: string) => arxivRawMetadata().replace("<comments>", `<doi>${doi}</doi><comments>`);
const inDoajArticle = (doi: string) =>
  `<oai_doaj:doajArticle><oai_doaj:doi>${doi}</oai_doaj:doi></oai_doaj:doajArticle>`;
const inDublinCore = (doi: string) =>
  `<dc><identifier>0000-0000</identifier><identifier>${doi}</identifier></dc>`;
const inPubmed = (locations: string, ids = "") =>
  pubmedArticle()
    .replace("<PublicationTypeList>", `${locations}<PublicationTypeList>`)
    .replace("</ArticleIdList>", `${ids}</ArticleIdList><ReferenceList>${REFERENCE}</ReferenceList>`);
const REFERENCE =
  '<Reference><ArticleIdList><ArticleId IdType="doi">10.5072/cited</ArticleId></ArticleIdList></Reference>';
const location = (doi: string, attributes = 'EIdType="doi" ValidYN="Y"') =>
  `<ELocationID ${attributes}>${doi}</ELocationID>`;

/** A record of each form in which a record can have a DOI. */
const FORMS: readonly (readonly [name: string, format: Format, record: (doi: string) => string])[] = [
  ["arXiv's Atom", arxivAtom, (doi) => arxivEntry({ more: `<arxiv:doi>${doi}</arxiv:doi>` })],
  ["arXiv's OAI-PMH as arXiv", arxivOai, (doi) => oaiRecord(inArxiv(doi))],
  ["arXiv's OAI-PMH as arXivRaw", arxivOai, (doi) => oaiRecord(inArxivRaw(doi))],
  [
    "arXiv's OAI-PMH as oai_dc",
    arxivOai,
    (doi) => oaiRecord(dublinCoreMetadata().replace("10.1000/182", doi)),
  ],
  ["arXiv's snapshot", arxivKaggle, (doi) => arxivSnapshot({ doi })],
  ["PubMed, in the article", pubmed, (doi) => inPubmed(location(doi))],
  ["PubMed, beside it", pubmed, (doi) => inPubmed("", `<ArticleId IdType="doi">${doi}</ArticleId>`)],
  ["OpenAlex", openalex, (doi) => openalexWork({ doi: `https://doi.org/${doi}` })],
  ["Semantic Scholar", semanticScholar, (doi) => s2Paper({ externalids: { DOI: doi } })],
  ["Europe PMC's core", europepmc, (doi) => europepmcRecord({ doi })],
  ["Europe PMC's lite", europepmc, (doi) => europepmcLite({ doi })],
  [
    "DOAJ",
    doaj,
    (doi) =>
      doajArticle({
        identifier: [
          { type: "eissn", id: "1" },
          { type: "DOI", id: doi },
        ],
      }),
  ],
  ["DOAJ's OAI-PMH as oai_doaj", doajOai, (doi) => doajOaiRecord({ metadata: inDoajArticle(doi) })],
  ["DOAJ's OAI-PMH as oai_dc", doajOai, (doi) => doajOaiRecord({ metadata: inDublinCore(doi) })],
  [
    "DBLP",
    dblp,
    (doi) => dblpRecord({ content: `<ee>https://example.org/1</ee><ee>https://doi.org/${doi}</ee>` }),
  ],
  ["PMC", jats, (doi) => jatsArticle().replace("10.5072/Loom.3", doi)],
  ["PMC's OAI-PMH as oai_dc", jats, (doi) => pmcOaiRecord(inDublinCore(`http://dx.doi.org/${doi}`))],
  ["our own form", paperNdjson, (doi) => JSON.stringify({ paper_id: "mine:1", title: "A", doi })],
];

test("all formats are in the list, except those whose paper id holds the DOI, and our own form's second layout", () => {
  const listed = FORMS.map(([, { name }]) => name);
  expect(FORMATS.map(({ name }) => name).filter((name) => !listed.includes(name))).toEqual([
    "biorxiv",
    "crossref",
    "datacite",
    "paper-json",
  ]);
});

test.each(FORMS)("a record of %s has its DOI, with letters in lower case", (_, format, record) => {
  expect(paperIn(format, record("10.5072/Loom(1)")).doi).toBe("10.5072/loom(1)");
});

test.each(FORMS)("a record of %s with a wrong DOI is a paper without a DOI", (_, format, record) => {
  expect(paperIn(format, record("see the journal"))).not.toHaveProperty("doi");
});

test.each([
  ["bioRxiv's /details", biorxiv, preprint(), "10.1101/2024.01.16.575895"],
  [
    "bioRxiv's /pubs, whose journal's DOI is another",
    biorxiv,
    publishedPreprint(),
    "10.1101/2024.01.16.575895",
  ],
  ["bioRxiv's /covid19", biorxiv, covid19Preprint(), "10.1101/2024.01.16.575895"],
  ["DataCite", datacite, dataciteDoi(), "10.5072/loom-a"],
  [
    "a publisher's JATS",
    jats,
    jatsArticle({ ids: '<article-id pub-id-type="doi">10.5072/A</article-id>' }),
    "10.5072/a",
  ],
] as const)("a record of %s has the DOI of its id as a field too", (_, format, record, doi) => {
  expect(paperIn(format, record).doi).toBe(doi);
});

test("if a text of arXiv has several DOIs, the first one counts", () => {
  expect(paperIn(arxivKaggle, arxivSnapshot({ doi: "10.5072/1  10.5072/2" })).doi).toBe("10.5072/1");
});

test("a DOI of PubMed's that its publisher corrected does not count, and neither does another kind of place", () => {
  const places = `${location("S0001", 'EIdType="pii"')}${location("10.5072/old", 'EIdType="doi" ValidYN="N"')}${location("10.5072/new")}`;
  expect(paperIn(pubmed, inPubmed(places)).doi).toBe("10.5072/new");
});

test.each([
  ["a number", arxivKaggle, arxivSnapshot({ doi: 1 })],
  ["an array", openalex, openalexWork({ doi: ["10.1000/1"] })],
  ["an array", europepmc, europepmcRecord({ doi: [] })],
  ["a text in place of an object", semanticScholar, s2Paper({ externalids: "10.1000/1" })],
  ["an object in place of an array", doaj, doajArticle({ identifier: { type: "doi" } })],
  ["a number", paperNdjson, JSON.stringify({ paper_id: "mine:1", title: "A", doi: 1 })],
])("a DOI that is %s is left out (%#)", (_, format, record) => {
  expect(paperIn(format, record)).not.toHaveProperty("doi");
});
