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
import { attributeOf, childOf, passedOver, textOf, type XmlElement } from "./xml-element.ts";
import { xmlRecords } from "./xml-records.ts";

const RECORDS = ["PubmedArticle", "PubmedBookArticle", "MedlineCitation", "PMID"];
const ARTICLES = xmlFrame("<PubmedArticleSet>", "</PubmedArticleSet>", RECORDS);

/** Elements that are not read, to save time: they are more than half of an article's text. */
const PASSED_OVER = passedOver(
  "AffiliationInfo",
  "ChemicalList",
  "CommentsCorrectionsList",
  "GrantList",
  "History",
  "InvestigatorList",
  "KeywordList",
  "MedlineJournalInfo",
  "PublicationTypeList",
  "ReferenceList",
);

const PMID = /^[1-9]\d{0,15}$/;

/**
 * PubMed's baseline and update files, and EFetch's answers. A `<PMID>` in `<DeleteCitation>` is a record of its own: it
 * withdraws the paper.
 *
 * @see https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html
 * @see https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/250101/index.html
 */
export const pubmed: Format = {
  name: "pubmed",
  readerRevision: 2,
  source: "pubmed",
  /** NLM's files up to 2016 have the root `MedlineCitationSet`. */
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
    mayHold: { PubmedArticle: ["MedlineCitation"] },
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
  // Every record that NLM exports has a DateRevised. Records that other software writes may have none.
  const revised = childOf(citation, "DateRevised") ?? childOf(citation, "DateCompleted");
  const updated_at = revised
    ? versionTime(readPubmedDate(revised) ?? "", versionOf(pmid))
    : context.batchTimestamp;
  if (!updated_at)
    return reject(
      "bad-date",
      `<${revised?.name}> is ${shown(normaliseText(textOf(revised)))}, which is not a day`,
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

/** A deletion has no date of its own, so it gets the batch file's time. */
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
    pmid ? `<PMID> is ${shown(normaliseText(textOf(pmid)))}, which is not a PMID` : "there is no <PMID>",
  );

/** Returns the version of a PMID, or 1 if it gives none. */
function versionOf(pmid: XmlElement | undefined): number {
  const version = pmid && attributeOf(pmid, "Version");
  return version !== undefined && /^\d+$/.test(version) ? Number(version) : 1;
}
