import { type PaperId, paperIdSchema, readPaperId, type Timestamp } from "../papers/paper.ts";
import { doiField, readDoi } from "./doi.ts";
import { readDublinCore } from "./dublin-core.ts";
import { forenamesFirst } from "./forenames-first.ts";
import { type FormatContext, type ParsedRecord, reject } from "./format.ts";
import {
  abstractOf,
  articleIdOf,
  authorsOf,
  lastChangeOf,
  publishedDateOf,
  subjectsOf,
  titleOf,
} from "./jats-article.ts";
import { datestampTime, type OaiHeader, oaiHeaderOf, oaiMetadataOf } from "./oai-record.ts";
import { RANKS } from "./ranks.ts";
import { readDate, readTimestamp } from "./read-date.ts";
import { shown } from "./shown.ts";
import { childOf, type XmlElement } from "./xml-element.ts";

/** The header of an article that is not part of an OAI-PMH answer. */
const NO_HEADER: OaiHeader = { identifier: "", datestamp: "", isDeleted: false };

/** A record's text up to the end of its `<front>`, and what is known about the record from outside of its article. */
interface JatsRecord {
  readonly text: string;
  readonly header: OaiHeader;
  readonly context: FormatContext;
}

/** Reads an `<article>` that stands alone, or a `<record>` of an OAI-PMH answer. */
export function readJatsRecord(element: XmlElement, text: string, context: FormatContext): ParsedRecord {
  if (element.name === "article") return readArticle(element, { text, header: NO_HEADER, context });
  const header = oaiHeaderOf(element);
  const record = { text, header, context };
  if (header.isDeleted) return readDeleted(record);
  const metadata = oaiMetadataOf(element);
  switch (metadata?.name) {
    case "article":
      return readArticle(metadata, record);
    case "dc":
      return readDc(metadata, record);
    default:
      return reject(
        "no-metadata",
        metadata
          ? `the record's <metadata> has <${metadata.name}>: harvest it as pmc, pmc_fm or oai_dc`
          : "the record has no <metadata>, and is not marked as deleted",
      );
  }
}

function readArticle(article: XmlElement, record: JatsRecord): ParsedRecord {
  const front = childOf(article, "front");
  const meta = front && childOf(front, "article-meta");
  if (!meta) return reject("no-metadata", "the <article> has no <front> with an <article-meta>");
  const pmcId = pmcIdOf(articleIdOf(meta, "pmc", "pmcid")) ?? pmcIdOf(record.header.identifier);
  const doi = articleIdOf(meta, "doi");
  const paper_id = pmcId ?? jatsIdOf(doi);
  if (!paper_id)
    return reject(
      "no-id",
      doi === ""
        ? "the article has neither PMC's number nor a DOI"
        : `the article has no number of PMC's, and its doi is ${shown(doi)}, which is not a DOI`,
    );
  const lastChange = lastChangeOf(meta);
  const updated_at = lastChange === "" ? timeOf(record) : readTimestamp(lastChange);
  if (!updated_at) return badDate(lastChange || record.header.datestamp);
  return {
    kind: "paper",
    paper: {
      paper_id,
      source: pmcId ? "pmc" : "jats",
      title: titleOf(meta),
      abstract: abstractOf(meta),
      authors: authorsOf(meta),
      published_date: publishedDateOf(meta),
      categories: subjectsOf(meta),
      ...doiField(doi),
      updated_at,
      raw_xml: frontIn(record.text),
      rank: RANKS.pmc.article,
      ...recordChangedAt(record),
    },
  };
}

/** Reads Dublin Core. The earliest date is the date of publication. The first description that is not empty is the abstract. */
function readDc(metadata: XmlElement, record: JatsRecord): ParsedRecord {
  const paper_id = pmcIdOf(record.header.identifier);
  if (!paper_id) return noIdentifier(record);
  const updated_at = timeOf(record);
  if (!updated_at) return badDate(record.header.datestamp);
  const { title, descriptions, creators, subjects, dates, identifiers } = readDublinCore(metadata);
  const [earliest] = dates.flatMap((date) => readDate(date) ?? []).sort();
  return {
    kind: "paper",
    paper: {
      paper_id,
      source: "pmc",
      title,
      abstract: descriptions[0] ?? "",
      authors: creators.map(forenamesFirst),
      published_date: earliest ?? null,
      categories: subjects,
      ...doiField(...identifiers),
      updated_at,
      raw_xml: record.text,
      rank: RANKS.pmc.oai_dc,
      ...recordChangedAt(record),
    },
  };
}

function readDeleted(record: JatsRecord): ParsedRecord {
  const paper_id = pmcIdOf(record.header.identifier);
  if (!paper_id) return noIdentifier(record);
  const withdrawn_at = timeOf(record);
  if (!withdrawn_at) return badDate(record.header.datestamp);
  return { kind: "withdrawal", withdrawal: { paper_id, source: "pmc", withdrawn_at, raw_xml: record.text } };
}

const PMC_ID = /^(?:PMC|oai:pubmedcentral\.nih\.gov:)?([1-9]\d{0,15})$/i;

const pmcIdOf = (text: string): PaperId | undefined => {
  const number = PMC_ID.exec(text)?.[1];
  return number === undefined ? undefined : paperIdSchema.parse(`pmc:PMC${number}`);
};

const jatsIdOf = (doi: string): PaperId | undefined => readPaperId(`jats:${readDoi(doi) ?? ""}`);

/** Returns the time of the datestamp, or the batch file's time if there is no datestamp. Returns undefined for a bad datestamp. */
const timeOf = ({ header, context }: JatsRecord) =>
  header.datestamp === "" ? context.batchTimestamp : datestampTime(header);

/** Returns the datestamp as the record's second time: PMC changes the datestamp when it changes the record. */
function recordChangedAt({ header }: JatsRecord): { readonly record_changed_at?: Timestamp } {
  const changed = datestampTime(header);
  return changed ? { record_changed_at: changed } : {};
}

/** Matches the tags of `<front>`, and the comments, CDATA sections and processing instructions that could contain such a tag. */
const FRONT =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|(<(?:[\w.-]+:)?front(?=[\s/>]))|(<\/(?:[\w.-]+:)?front\s*>)/g;

/** Returns the exact text of the record's `<front>`. */
function frontIn(text: string): string {
  let beginsAt = 0;
  for (const { 0: found, 1: startTag, 2: endTag, index } of text.matchAll(FRONT)) {
    if (startTag !== undefined) beginsAt = index;
    if (endTag !== undefined) return text.slice(beginsAt, index + found.length);
  }
  return text.slice(beginsAt);
}

const noIdentifier = ({ header: { identifier } }: JatsRecord) =>
  reject(
    "no-id",
    identifier === ""
      ? "the record's header has no <identifier>"
      : `the record's <identifier> ${shown(identifier)} has no number of PMC's`,
  );

const badDate = (text: string) => reject("bad-date", `${shown(text)} is not a date of a change`);
