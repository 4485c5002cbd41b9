import { readPaperId } from "../papers/paper.ts";
import { arxivDoiField } from "./arxiv-doi.ts";
import { readArxivId } from "./arxiv-id.ts";
import { FEED_ERROR, type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { xmlFrame } from "./frames.ts";
import { normaliseText } from "./normalise-text.ts";
import { RANKS } from "./ranks.ts";
import { readDate, readTimestamp } from "./read-date.ts";
import { readXmlRecord } from "./read-xml-record.ts";
import { shown } from "./shown.ts";
import { textOfElement, textOfMarkup } from "./text-of-markup.ts";
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from "./xml-element.ts";
import { xmlRecords } from "./xml-records.ts";

const ATOM = "http://www.w3.org/2005/Atom";
/** Feeds of aggregators use the same ids, but they use nothing of this namespace. */
const ARXIV_NAMESPACE = "http://arxiv.org/schemas/atom";
/** The `<id>` of an entry: the address of a paper's page, or of an error. */
const ARXIV_ID = /<(?:[\w.-]+:)?id>\s*https?:\/\/(?:[a-z]+\.)?arxiv\.org\/(?:abs|api\/errors)\b/;
const ENTRY = /<(?:[\w.-]+:)?entry[\s/>]|$/;
/** The `<id>` of a feed. */
const FROM_API = /<(?:[\w.-]+:)?id>\s*https?:\/\/(?:[a-z]+\.)?arxiv\.org\/api\//;
const ANNOUNCEMENT = /<(?:[\w.-]+:)?announce_type[\s>]|<(?:[\w.-]+:)?id>\s*oai:arXiv\.org:/;
const ANNOUNCED_ID = "oai:arXiv.org:";
const ANNOUNCEMENT_ADVICE =
  "this is arXiv's feed of announcements (rss.arxiv.org), which tells no version times: fetch the papers from arXiv's API (export.arxiv.org/api/query) or by OAI-PMH instead";
const ERROR_ID = /^https?:\/\/(?:[a-z]+\.)?arxiv\.org\/api\/errors\b/;

/**
 * The arXiv API's answer: an Atom feed with one `<entry>` for each paper. If an entry has no title, the paper's title is empty.
 *
 * @see https://info.arxiv.org/help/api/user-manual.html#52-details-of-atom-results-returned
 */
export const arxivAtom: Format = {
  name: "arxiv-atom",
  readerRevision: 2,
  source: "arxiv",
  ...xmlRecords({
    roots: ["feed"],
    elements: ["entry"],
    isRoot: ({ namespace }) => namespace === ATOM,
    isRecord: (entry, { text }) => ARXIV_ID.test(entry) && text.includes(ARXIV_NAMESPACE),
    isEmptyDocument: ({ text }) => FROM_API.test(text.slice(0, text.search(ENTRY))),
    errorOf: (entry) => (entry.includes("/api/errors") ? errorOf(entry) : undefined),
    refusalOf: (entry) => (ANNOUNCEMENT.test(entry) ? ANNOUNCEMENT_ADVICE : undefined),
  }),
  parse: (record, context) => readXmlRecord(record, (entry) => readEntry(entry, record.text, context)),
  frame: xmlFrame(
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">\n<id>https://arxiv.org/api/query</id>',
    "</feed>",
    ["entry"],
  ),
};

/** Returns the message of an entry that is an error: its title is "Error" and its id is the address of an error. */
function errorOf(text: string): string | undefined {
  let said: string | undefined;
  readXmlRecord({ number: 1, byteOffset: 0, endByteOffset: 0, text }, (entry) => {
    const [id, title] = ["id", "title"].map((name) => normaliseText(textOf(childOf(entry, name))));
    if (title === "Error" && ERROR_ID.test(id ?? "")) said = textOfElement(childOf(entry, "summary"));
    return reject(FEED_ERROR, "");
  });
  return said === undefined ? undefined : `arXiv answered with an error: ${shown(said, 500)}`;
}

function readEntry(entry: XmlElement, raw_xml: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const text = (name: string) => textOfElement(childOf(entry, name));
  const id = normaliseText(textOf(childOf(entry, "id")));
  if (childOf(entry, "announce_type") || id.startsWith(ANNOUNCED_ID))
    return reject("not-a-paper", ANNOUNCEMENT_ADVICE);
  const title = text("title");

  const paper_id = readPaperId(`arxiv:${readArxivId(id) ?? ""}`);
  if (!paper_id)
    return reject(
      "no-id",
      id === "" ? "the entry has no <id>" : `the entry's <id> ${shown(id)} is not an arXiv id`,
    );

  const updated = text("updated");
  const updated_at = updated === "" ? batchTimestamp : readTimestamp(updated);
  if (!updated_at) return reject("bad-date", `<updated> is ${shown(updated)}, which is not a date-time`);

  const published = text("published");
  const published_date = published === "" ? null : readDate(published);
  if (published_date === undefined)
    return reject("bad-date", `<published> is ${shown(published)}, which is not a date`);

  return {
    kind: "paper",
    paper: {
      paper_id,
      source: "arxiv",
      title,
      abstract: text("summary"),
      authors: childrenOf(entry, "author")
        .map((author) => textOfElement(childOf(author, "name")))
        .filter((name) => name !== ""),
      published_date,
      categories: categoriesOf(entry),
      ...arxivDoiField(textOf(childOf(entry, "doi"))),
      updated_at,
      raw_xml,
      rank: RANKS.arxiv.Atom,
    },
  };
}

/** Returns the categories without repeats, the primary category first. */
function categoriesOf(entry: XmlElement): string[] {
  const terms = new Set<string>();
  for (const name of ["primary_category", "category"])
    for (const category of childrenOf(entry, name)) {
      const term = textOfMarkup(attributeOf(category, "term") ?? "");
      if (term !== "") terms.add(term);
    }
  return [...terms];
}
