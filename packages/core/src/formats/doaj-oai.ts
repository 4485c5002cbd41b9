import { type PaperId, paperIdSchema } from "../papers/paper.ts";
import { readDoajName } from "./doaj-article.ts";
import { doiField } from "./doi.ts";
import { readDublinCore } from "./dublin-core.ts";
import { type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { oaiFrame } from "./frames.ts";
import { normaliseText } from "./normalise-text.ts";
import { datestampTime, OAI_ANSWERS, oaiErrorOf, oaiHeaderOf, oaiMetadataOf } from "./oai-record.ts";
import { RANKS } from "./ranks.ts";
import { readDate } from "./read-date.ts";
import { readXmlRecord } from "./read-xml-record.ts";
import { shown } from "./shown.ts";
import { textOfElement } from "./text-of-markup.ts";
import { childOf, childrenOf, textOf, type XmlElement } from "./xml-element.ts";
import { xmlRecords } from "./xml-records.ts";

const ERROR = /^<(?:[\w.-]+:)?error(?=[\s/>])/;
const IDENTIFIER = /<(?:[\w.-]+:)?identifier>\s*oai:doaj\.org\/(article|journal):/;
const REQUEST = /<(?:[\w.-]+:)?request\b[^<>]*>\s*https?:\/\/(?:www\.)?doaj\.org\/oai/;

const kindOf = (element: string) => IDENTIFIER.exec(element)?.[1];

const answers = xmlRecords({
  ...OAI_ANSWERS,
  errorOf: (element) => (ERROR.test(element) ? saidBy(element) : undefined),
  isNothing: (element) => ERROR.test(element) && oaiErrorOf(element)?.code === "noRecordsMatch",
  isRecord: (element) => kindOf(element) === "article",
  isEmptyDocument: ({ text }) => REQUEST.test(text),
  refusalOf: (element) =>
    kindOf(element) === "journal"
      ? "its records are DOAJ's journals, which are not papers: harvest https://doaj.org/oai.article"
      : undefined,
});

/**
 * DOAJ's answers to OAI-PMH's ListRecords and GetRecord at `/oai.article`, as `oai_doaj` or `oai_dc`. A deleted record is
 * a withdrawal.
 *
 * @see https://doaj.org/docs/oai-pmh/
 */
export const doajOai: Format = {
  name: "doaj-oai",
  readerRevision: 1,
  source: "doaj",
  ...answers,
  parse: (record, context) => readXmlRecord(record, (element) => readRecord(element, record.text, context)),
  frame: oaiFrame("https://doaj.org/oai.article"),
};

function saidBy(element: string): string {
  const { code, message } = oaiErrorOf(element) ?? { code: "unknown", message: element };
  return `DOAJ answered with the error ${shown(code)}: ${shown(message, 500)}`;
}

const ID = /^oai:doaj\.org\/article:([0-9a-f]{32})$/;

function readRecord(record: XmlElement, raw_xml: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const header = oaiHeaderOf(record);
  const id = ID.exec(header.identifier)?.[1];
  if (id === undefined)
    return reject(
      "no-id",
      `the record's <identifier> ${shown(header.identifier)} is not the identifier of an article in DOAJ`,
    );
  const updated_at = header.datestamp === "" ? batchTimestamp : datestampTime(header);
  if (!updated_at)
    return reject("bad-date", `<datestamp> is ${shown(header.datestamp)}, which is not a date`);
  const paper_id: PaperId = paperIdSchema.parse(`doaj:${id}`);
  if (header.isDeleted)
    return {
      kind: "withdrawal",
      withdrawal: { paper_id, source: "doaj", withdrawn_at: updated_at, raw_xml },
    };
  const element = oaiMetadataOf(record);
  const metadata = element && metadataOf(element);
  if (!metadata)
    return reject(
      "no-metadata",
      element
        ? `the record's <metadata> has <${element.name}>: harvest it as oai_doaj or oai_dc`
        : "the record has no <metadata>, and is not marked as deleted",
    );
  const { date, dois, ...texts } = metadata;
  return {
    kind: "paper",
    paper: {
      paper_id,
      source: "doaj",
      ...texts,
      // DOAJ does not know the day and always writes the first of the month.
      published_date: readDate(date)?.slice(0, "YYYY-MM".length) ?? null,
      categories: classesOf(record),
      ...doiField(...dois),
      updated_at,
      raw_xml,
    },
  };
}

interface DoajMetadata {
  readonly title: string;
  readonly abstract: string;
  readonly authors: readonly string[];
  readonly date: string;
  /** The rank of the record's metadata format. */
  readonly rank: number;
  /** Texts that may be DOIs. */
  readonly dois: readonly string[];
}

function metadataOf(metadata: XmlElement): DoajMetadata | undefined {
  if (metadata.name === "dc") {
    const { title, descriptions, creators, dates, identifiers } = readDublinCore(metadata);
    return {
      title,
      abstract: descriptions[0] ?? "",
      authors: creators.map(readDoajName),
      date: dates[0] ?? "",
      dois: identifiers,
      rank: RANKS.doaj.oai_dc,
    };
  }
  if (metadata.name !== "doajArticle") return undefined;
  const text = (name: string) => textOfElement(childOf(metadata, name));
  const authors = childrenOf(childOf(metadata, "authors") ?? metadata, "author")
    .map((author) => readDoajName(textOfElement(childOf(author, "name"))))
    .filter((name) => name !== "");
  return {
    title: text("title"),
    abstract: text("abstract"),
    authors,
    date: text("publicationDate"),
    dois: [normaliseText(textOf(childOf(metadata, "doi")))],
    rank: RANKS.doaj.oai_doaj,
  };
}

const OF_CONGRESS = "LCC:";

/** Returns the Library of Congress classes. They are the names of the record's sets, in Base64 with `~` in place of `=`. */
function classesOf(record: XmlElement): string[] {
  const sets = childrenOf(childOf(record, "header") ?? record, "setSpec")
    .map((set) => Buffer.from(normaliseText(textOf(set)).replaceAll("~", "="), "base64").toString("utf8"))
    .filter((set) => set.startsWith(OF_CONGRESS))
    .map((set) => normaliseText(set.slice(OF_CONGRESS.length)));
  return [...new Set(sets)];
}
