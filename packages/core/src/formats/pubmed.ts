import { type PaperId, paperIdSchema } from "../papers/paper.ts";
import { doiField } from "./doi.ts";
import { type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { xmlFrame } from "./frames.ts";
import { normaliseText } from "./normalise-text.ts";
import {
  abstractOf,
  authorsOf,
  doisOf,
  meshDescriptorsOf,
  publishedDateOf,
  readPubmedDate,
  titleOf,
} from "./pubmed-article.ts";
import { RANKS } from "./ranks.ts";
import { readXmlRecord } from "./read-xml-record.ts";
import { shown } from "./shown.ts";
import { versionTime } from "./version-time.ts";
import { attributeOf, childOf, textOf, type XmlElement } from "./xml-element.ts";
import { xmlRecords } from "./xml-records.ts";

const RECORDS = ["PubmedArticle", "PubmedBookArticle", "MedlineCitation", "PMID"];
const ARTICLES = xmlFrame("<PubmedArticleSet>", "</PubmedArticleSet>", RECORDS);

/** Half of an article's text: its history and its references. */
const PASSED_OVER: ReadonlySet<string> = new Set(["History", "ReferenceList", "CommentsCorrectionsList"]);

const PMID = /^[1-9]\d{0,15}$/;

/**
 * PubMed's baseline and update files, and what EFetch answers. A `<PMID>` that stands in no article stands in
 * `<DeleteCitation>`: it is a record of its own, and a withdrawal.
 *
 * @see https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html
 * @see https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/250101/index.html
 */
export const pubmed: Format = {
  name: "pubmed",
  readerRevision: 2,
  source: "pubmed",
  /** `MedlineCitationSet` is that of NLM's files up to 2016. */
  ...xmlRecords({
    roots: [
      "PubmedArticleSet",
      "PubmedArticle",
      "PubmedBookArticleSet",
      "PubmedBookArticle",
      "MedlineCitationSet",
      "MedlineCitation",
      "DeleteCitation",
    ],
    parts: ["DeleteCitation"],
    elements: RECORDS,
    onlyIn: { PMID: "DeleteCitation" },
    isRoot: ({ namespace }) => namespace === undefined,
    isEmptyDocument: () => true,
  }),
  parse: (record, context) =>
    readXmlRecord(record, (element) => readRecord(element, record.text, context), PASSED_OVER),
  frame: {
    ...ARTICLES,
    record: (text) =>
      /^<PMID[\s>]/.test(text) ? `<DeleteCitation>${text}</DeleteCitation>` : ARTICLES.record(text),
  },
};

function readRecord(record: XmlElement, raw_xml: string, context: FormatContext): ParsedRecord {
  if (record.name === "PMID") return readDeletion(record, raw_xml, context);
  const citation = record.name === "MedlineCitation" ? record : childOf(record, "MedlineCitation");
  const article = citation && childOf(citation, "Article");
  if (!article)
    return reject(
      "not-an-article",
      record.name === "PubmedBookArticle"
        ? "a <PubmedBookArticle> is a book or a chapter of one, and only articles are read"
        : `the <${record.name}> has no <MedlineCitation> with an <Article>`,
    );
  const pmid = childOf(citation, "PMID");
  const paper_id = readPmid(pmid);
  if (!paper_id) return noId(pmid);
  // NLM has a DateRevised in every record that it exports; other software does not.
  const revised = childOf(citation, "DateRevised") ?? childOf(citation, "DateCompleted");
  const updated_at = revised
    ? versionTime(readPubmedDate(revised) ?? "", versionOf(pmid))
    : context.batchTimestamp;
  if (!updated_at)
    return reject(
      "bad-date",
      `<${revised?.name}> is ${shown(normaliseText(textOf(revised)))}, which is no day`,
    );
  return {
    kind: "paper",
    paper: {
      paper_id,
      source: "pubmed",
      title: titleOf(article),
      abstract: abstractOf(article),
      authors: authorsOf(article),
      published_date: publishedDateOf(article),
      categories: meshDescriptorsOf(citation),
      ...doiField(...doisOf(article, childOf(record, "PubmedData"))),
      updated_at,
      raw_xml,
      rank: record === citation ? RANKS.pubmed.MedlineCitation : RANKS.pubmed.PubmedArticle,
    },
  };
}

/** A deletion has no date of its own. */
function readDeletion(pmid: XmlElement, raw_xml: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const paper_id = readPmid(pmid);
  if (!paper_id) return noId(pmid);
  return {
    kind: "withdrawal",
    withdrawal: { paper_id, source: "pubmed", withdrawn_at: batchTimestamp, raw_xml },
  };
}

function readPmid(pmid: XmlElement | undefined): PaperId | undefined {
  const text = normaliseText(textOf(pmid));
  return PMID.test(text) ? paperIdSchema.parse(`pubmed:${text}`) : undefined;
}

const noId = (pmid: XmlElement | undefined) =>
  reject(
    "no-id",
    pmid ? `<PMID> is ${shown(normaliseText(textOf(pmid)))}, which is no PMID` : "there is no <PMID>",
  );

/** The first version where none is told. */
function versionOf(pmid: XmlElement | undefined): number {
  const version = pmid && attributeOf(pmid, "Version");
  return version !== undefined && /^\d+$/.test(version) ? Number(version) : 1;
}
