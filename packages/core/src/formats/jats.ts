import { type Format, type ParsedRecord, reject, type SourceRecord } from "./format.ts";
import { readJatsRecord } from "./jats-record.ts";
import { OAI_ANSWERS, oaiErrorOf } from "./oai-record.ts";
import { shown } from "./shown.ts";
import { attributeOf, parseXmlBeginning, type XmlElement, XmlError } from "./xml-element.ts";
import { xmlRecords } from "./xml-records.ts";

const tag = (name: string) => `<(?:[\\w.-]+:)?${name}(?=[\\s/>])`;
const RECORD = new RegExp(`^${tag("record")}`);
const ARTICLE = new RegExp(tag("article"));
const FRONT = new RegExp(tag("front"));
const ERROR = new RegExp(`^${tag("error")}`);
const REPLY = new RegExp(`^${tag("Reply")}`);
const HAS_REPLY = new RegExp(tag("Reply"));
const PMC_IDENTIFIER = /<(?:[\w.-]+:)?identifier>\s*oai:pubmedcentral\.nih\.gov:/;
const PMC_REQUEST = /<(?:[\w.-]+:)?request\b[^<>]*>\s*https?:\/\/[\w.]*ncbi\.nlm\.nih\.gov\//;
/** DBLP's `<article>` elements have a key, and no `<front>`. */
const HAS_KEY = /^<[^<>]*\skey\s*=/;

const isArticle = (element: string) => ARTICLE.test(element) && FRONT.test(element) && !HAS_KEY.test(element);

/** The text of a record ends after `<front>`: a whole article can be megabytes, and nothing after its front is read. */
const articles = xmlRecords({
  ...OAI_ANSWERS,
  roots: ["article", "pmc-articleset", ...OAI_ANSWERS.roots],
  elements: ["article", "Reply", ...OAI_ANSWERS.elements],
  errorOf: (element) => (ERROR.test(element) ? saidBy(element) : undefined),
  isNothing: (element) => ERROR.test(element) && oaiErrorOf(element)?.code === "noRecordsMatch",
  mayHold: { record: ["article"] },
  textEndsBehind: "front",
  isRecord: (element) => isArticle(element) || (RECORD.test(element) && PMC_IDENTIFIER.test(element)),
  isEmptyDocument: ({ root, text }) =>
    root.localName === "pmc-articleset" ? !HAS_REPLY.test(text) : PMC_REQUEST.test(text),
});

/**
 * Articles in JATS, or in NLM's older DTDs: PMC's bulk files, the answers of EFetch and of PMC's OAI-PMH, Europe PMC's full
 * texts, and publishers' own files. Only the front of an article is kept.
 *
 * @see https://jats.nlm.nih.gov/archiving/tag-library/1.4/
 * @see https://pmc.ncbi.nlm.nih.gov/tools/oai/
 */
export const jats: Format = {
  name: "jats",
  readerRevision: 1,
  source: "pmc",
  ...articles,
  parse: (record, context) =>
    readBeginning(record, (element) =>
      REPLY.test(record.text) ? replyOf(element) : readJatsRecord(element, record.text, context),
    ),
  frame: {
    head: "<pmc-articleset>\n",
    between: "\n",
    tail: "\n</pmc-articleset>\n",
    record: (text) =>
      OF_SET.test(text) ? closed(text) : ITS_FRONT.test(text) ? `<article>${text}</article>` : undefined,
  },
};

function readBeginning({ text }: SourceRecord, read: (element: XmlElement) => ParsedRecord): ParsedRecord {
  try {
    return read(parseXmlBeginning(text));
  } catch (error) {
    if (error instanceof XmlError) return reject("malformed", `not well-formed XML: ${error.message}`);
    throw error;
  }
}

function saidBy(element: string): string {
  const { code, message } = oaiErrorOf(element) ?? { code: "unknown", message: element };
  return `PMC answered with the error ${shown(code)}: ${shown(message, 500)}`;
}

/** Returns the reject for a `<Reply>`. EFetch writes it in place of an article that it does not give out. */
const replyOf = (reply: XmlElement): ParsedRecord =>
  reject(
    "not-a-paper",
    `PMC answered for ${shown(attributeOf(reply, "Id") ?? "")} with the error ${shown(attributeOf(reply, "error") ?? "", 500)}`,
  );

const OF_SET = new RegExp(`^${tag("(?:article|record)")}`);
/** In older builds, the reject of an article that could not be written holds only its `<front>`. */
const ITS_FRONT = new RegExp(`^${tag("front")}`);
const FRONT_ENDS = /<\/(?:[\w.-]+:)?front\s*>$/;

/** Returns the text with end tags for the elements that are still open after `<front>`. */
function closed(text: string): string {
  if (!FRONT_ENDS.test(text)) return text;
  const names = ["article", "metadata", "record"].flatMap(
    (name) => new RegExp(`<((?:[\\w.-]+:)?${name})(?=[\\s/>])`).exec(text)?.[1] ?? [],
  );
  return `${text}${names.map((name) => `</${name}>`).join("")}`;
}
