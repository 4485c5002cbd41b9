import { readPaperId } from "../papers/paper.ts";
import { doiField } from "./doi.ts";
import { type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { monthNumber } from "./month-number.ts";
import { normaliseText } from "./normalise-text.ts";
import { RANKS } from "./ranks.ts";
import { readDate, readTimestamp } from "./read-date.ts";
import { readXmlRecord } from "./read-xml-record.ts";
import { shown } from "./shown.ts";
import { textOfElement } from "./text-of-markup.ts";
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from "./xml-element.ts";
import { xmlRecords } from "./xml-records.ts";

/** Elements that are publications. */
const PUBLICATIONS = [
  "article",
  "inproceedings",
  "proceedings",
  "book",
  "incollection",
  "phdthesis",
  "mastersthesis",
  "data",
];
/** Elements that are people, venues and relations. */
const NO_PUBLICATIONS = ["www", "person", "stream", "rel"];

/** Articles of other sources, for example in JATS, have no key in their start tag. */
const HAS_KEY = /^<[^<>]*\s(?:key|mdate)\s*=/;
/** Root elements that no other source uses. */
const OWN_ROOTS = ["dblp", "dblpperson"];

/**
 * DBLP's dump, dblp.org's answers for one record or one person, and records that were cut out of these. HTML has all
 * entities of DBLP's DTD, so the DTD is not loaded.
 *
 * @see https://dblp.org/xml/docu/dblpxml.pdf
 * @see https://dblp.org/xml/dblp.dtd
 */
export const dblp: Format = {
  name: "dblp",
  readerRevision: 1,
  source: "dblp",
  ...xmlRecords({
    roots: [...OWN_ROOTS, ...PUBLICATIONS],
    elements: PUBLICATIONS,
    passedOver: NO_PUBLICATIONS,
    isRecord: (element) => HAS_KEY.test(element),
    isEmptyDocument: ({ root }) => OWN_ROOTS.includes(root.localName),
  }),
  parse: (record, context) => readXmlRecord(record, (element) => readRecord(element, record.text, context)),
  frame: {
    head: "<dblp>\n",
    between: "\n",
    tail: "\n</dblp>\n",
    record: (text) => (PUBLICATION.test(text) ? text : undefined),
  },
};

const PUBLICATION = new RegExp(`^<(?:${PUBLICATIONS.join("|")})[\\s/>]`);

function readRecord(record: XmlElement, raw_xml: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const key = attributeOf(record, "key") ?? "";
  const paper_id = readPaperId(`dblp:${key}`);
  if (!paper_id)
    return reject(
      "no-id",
      key === "" ? `the <${record.name}> has no key` : `key is ${shown(key)}, which is not a key of DBLP`,
    );
  const mdate = attributeOf(record, "mdate");
  const updated_at = mdate === undefined ? batchTimestamp : readTimestamp(mdate);
  if (!updated_at) return reject("bad-date", `mdate is ${shown(mdate ?? "")}, which is not a day`);
  return {
    kind: "paper",
    paper: {
      paper_id,
      source: "dblp",
      title: textOfElement(childOf(record, "title")),
      abstract: "",
      authors: childrenOf(record, "author")
        .map((author) => textOfElement(author).replace(HOMONYM_NUMBER, ""))
        .filter((name) => name !== ""),
      published_date: publishedDateOf(record),
      categories: [...new Set([record.name, ...words(attributeOf(record, "publtype") ?? "")])],
      ...doiField(...childrenOf(record, "ee").map((address) => normaliseText(textOf(address)))),
      updated_at,
      raw_xml,
      rank: RANKS.dblp.record,
    },
  };
}

/** The number that DBLP adds to tell namesakes apart. It is not part of the name. */
const HOMONYM_NUMBER = / \d{4}$/;

/** The month is a word. It is left off if it is not a single month: `June/July`. */
function publishedDateOf(record: XmlElement): string | null {
  const year = textOfElement(childOf(record, "year"));
  const month = monthNumber(textOfElement(childOf(record, "month")));
  return readDate(`${year}-${month}`) ?? readDate(year) ?? null;
}

const words = (attribute: string) => attribute.split(/\s+/).filter((word) => word !== "");
