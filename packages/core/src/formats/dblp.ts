import { paperIdSchema } from "../papers/paper.ts";
import { type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { monthNumber } from "./month-number.ts";
import { normaliseText } from "./normalise-text.ts";
import { readDate, readTimestamp } from "./read-date.ts";
import { readXmlRecord } from "./read-xml-record.ts";
import { shown } from "./shown.ts";
import { splitXmlElements } from "./splitting/split-xml-elements.ts";
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from "./xml-element.ts";
import { xmlRootOf } from "./xml-root.ts";

/** The elements that are publications. `www`, `person`, `stream` and `rel` are not. */
const PUBLICATIONS = [
  "article",
  "inproceedings",
  "proceedings",
  "book",
  "incollection",
  "phdthesis",
  "mastersthesis",
  "data",
] as const;

/** The dump, and what dblp.org answers for one record, one person and one table of contents. */
const ROOTS: ReadonlySet<string> = new Set(["dblp", "dblpperson", "bht"]);

/**
 * The dump of DBLP, and its answers of one record or one person. The entities of its DTD are among HTML's, so nothing loads
 * the DTD.
 *
 * @see https://dblp.org/xml/docu/dblpxml.pdf
 * @see https://dblp.org/xml/dblp.dtd
 */
export const dblp: Format = {
  name: "dblp",
  source: "dblp",
  recognises(head) {
    const root = xmlRootOf(head);
    return root !== undefined && ROOTS.has(root.localName);
  },
  split: splitXmlElements({ elements: PUBLICATIONS, roots: [...ROOTS] }),
  parse: (record, context) => readXmlRecord(record, (element) => readRecord(element, record.text, context)),
};

function readRecord(record: XmlElement, raw_xml: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const key = attributeOf(record, "key") ?? "";
  const paper_id = paperIdSchema.safeParse(`dblp:${key}`);
  if (!paper_id.success)
    return reject("no-id", key === "" ? `the <${record.name}> has no key` : `key is ${shown(key)}, which is none`);
  const mdate = attributeOf(record, "mdate");
  const updated_at = mdate === undefined ? batchTimestamp : readTimestamp(mdate);
  if (!updated_at) return reject("bad-date", `mdate is ${shown(mdate ?? "")}, which is no day`);
  return {
    kind: "paper",
    paper: {
      paper_id: paper_id.data,
      source: "dblp",
      title: text(childOf(record, "title")),
      abstract: "",
      authors: childrenOf(record, "author")
        .map((author) => text(author).replace(HOMONYM_NUMBER, ""))
        .filter((name) => name !== ""),
      published_date: publishedDateOf(record),
      categories: [...new Set([record.name, ...words(attributeOf(record, "publtype") ?? "")])],
      updated_at,
      raw_xml,
      processing_status: "ingested",
    },
  };
}

/** Tells namesakes apart, and is no part of the name. */
const HOMONYM_NUMBER = / \d{4}$/;

/** The month is a word, and left off where it is no single one: `June/July`. */
function publishedDateOf(record: XmlElement): string | null {
  const year = text(childOf(record, "year"));
  const month = monthNumber(text(childOf(record, "month")));
  return readDate(`${year}-${month}`) ?? readDate(year) ?? null;
}

const text = (element: XmlElement | undefined) => normaliseText(textOf(element));

const words = (attribute: string) => attribute.split(/\s+/).filter((word) => word !== "");
