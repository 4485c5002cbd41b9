import { type PaperText, readPaperId } from "../papers/paper.ts";
import { readArxivId } from "./arxiv-id.ts";
import { type ArxivMetadata, readArxivMetadata } from "./arxiv-oai-metadata.ts";
import { type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { oaiFrame } from "./frames.ts";
import { normaliseText } from "./normalise-text.ts";
import { OAI_ANSWERS, oaiErrorOf } from "./oai-record.ts";
import { readTimestamp } from "./read-date.ts";
import { readXmlRecord } from "./read-xml-record.ts";
import { shown } from "./shown.ts";
import { attributeOf, childOf, textOf, type XmlElement } from "./xml-element.ts";
import { xmlRecords } from "./xml-records.ts";

const ARXIV_IDENTIFIER = /<(?:[\w.-]+:)?header\b[^<>]*>\s*<(?:[\w.-]+:)?identifier>\s*oai:arXiv\.org:/i;
const ARXIV_REQUEST = /<(?:[\w.-]+:)?request\b[^<>]*>\s*https?:\/\/(?:[a-z]+\.)?arxiv\.org\/oai/i;
const RECORD_OR_ERROR = /<(?:[\w.-]+:)?(?:record|error)[\s>]/;
const ERROR = /^<(?:[\w.-]+:)?error[\s>]/;

const answers = xmlRecords({
  ...OAI_ANSWERS,
  errorOf: (element) => (ERROR.test(element) ? saidBy(element) : undefined),
  isNothing: (element) => ERROR.test(element) && oaiErrorOf(element)?.code === "noRecordsMatch",
  isRecord: (element) => !ERROR.test(element) && ARXIV_IDENTIFIER.test(element),
  isEmptyDocument: ({ text }) => ARXIV_REQUEST.test(text) && RECORD_OR_ERROR.test(text),
});

/**
 * arXiv's answers to OAI-PMH's ListRecords and GetRecord, in any of its metadata formats: `arXiv`, `arXivRaw`,
 * `arXivOld` and `oai_dc`. Answers of other repositories are not recognised. A deleted record is a withdrawal.
 *
 * @see https://info.arxiv.org/help/oa/index.html
 * @see https://www.openarchives.org/OAI/openarchivesprotocol.html
 */
export const arxivOai: Format = {
  name: "arxiv-oai",
  readerRevision: 2,
  source: "arxiv",
  ...answers,
  parse: (record, context) => readXmlRecord(record, (element) => readRecord(element, record.text, context)),
  frame: oaiFrame("https://oaipmh.arxiv.org/oai"),
};

function readRecord(record: XmlElement, raw_xml: string, context: FormatContext): ParsedRecord {
  const header = childOf(record, "header");
  const identifier = headerText(header, "identifier");
  const paper_id = readPaperId(`arxiv:${readArxivId(identifier) ?? ""}`);
  if (!paper_id)
    return reject(
      "no-id",
      identifier === ""
        ? "the record's header has no <identifier>"
        : `the record's <identifier> ${shown(identifier)} is not an arXiv id`,
    );
  const known = { paper_id, source: "arxiv", raw_xml };
  if (header && attributeOf(header, "status") === "deleted") return readDeleted(known, header, context);

  const [element] = (childOf(record, "metadata")?.content ?? []).filter((part) => typeof part !== "string");
  const metadata = element && readArxivMetadata(element);
  if (!metadata)
    return reject(
      "no-metadata",
      element
        ? `the record's <metadata> has <${element.name}>: harvest it as arXivRaw, arXiv, arXivOld or oai_dc`
        : "the record has no <metadata>, and is not marked as deleted",
    );
  return readPaper(known, metadata, headerText(header, "datestamp"), context);
}

type KnownOfPaper = Pick<PaperText, "paper_id" | "source" | "raw_xml">;

function readPaper(
  known: KnownOfPaper,
  { dates, readTime, ...metadata }: ArxivMetadata,
  datestamp: string,
  { batchTimestamp }: FormatContext,
): ParsedRecord {
  const times = dates.map(readTime);
  if (times.includes(undefined))
    return reject("bad-date", `${shown(dates[times.indexOf(undefined)] ?? "")} is not a date of a version`);
  const inOrder = times.filter((time) => time !== undefined).sort();
  const changed = readTimestamp(datestamp);
  const updated_at = inOrder.at(-1) ?? (datestamp === "" ? batchTimestamp : changed);
  if (!updated_at) return badDatestamp(datestamp);
  return {
    kind: "paper",
    paper: {
      ...known,
      ...metadata,
      published_date: inOrder[0]?.slice(0, "YYYY-MM-DD".length) ?? null,
      updated_at,
      ...(changed && { record_changed_at: changed }),
    },
  };
}

/** If the datestamp is only a day, the withdrawal gets the end of that day, so that it is newer than the versions of that day. */
function readDeleted(
  known: KnownOfPaper,
  header: XmlElement,
  { batchTimestamp }: FormatContext,
): ParsedRecord {
  const datestamp = headerText(header, "datestamp");
  const time = datestamp.length === "YYYY-MM-DD".length ? `${datestamp}T23:59:59.999Z` : datestamp;
  const withdrawn_at = datestamp === "" ? batchTimestamp : readTimestamp(time);
  return withdrawn_at
    ? { kind: "withdrawal", withdrawal: { ...known, withdrawn_at } }
    : badDatestamp(datestamp);
}

const badDatestamp = (datestamp: string) =>
  reject("bad-date", `<datestamp> is ${shown(datestamp)}, which is not a date`);

const headerText = (header: XmlElement | undefined, name: string) =>
  normaliseText(textOf(header && childOf(header, name)));

function saidBy(element: string): string {
  const { code, message } = oaiErrorOf(element) ?? { code: "unknown", message: element };
  return `arXiv answered with the error ${shown(code)}: ${shown(message, 500)}`;
}
