import { BatchFileError } from "../batch-files/batch-file.ts";
import { paperIdSchema } from "../papers/paper.ts";
import { readArxivId } from "./arxiv-id.ts";
import { type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { normaliseText } from "./normalise-text.ts";
import { readDate, readTimestamp } from "./read-date.ts";
import { readXmlRecord } from "./read-xml-record.ts";
import { shown } from "./shown.ts";
import { splitXmlElements } from "./splitting/split-xml-elements.ts";
import { textOfElement, textOfMarkup } from "./text-of-markup.ts";
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from "./xml-element.ts";
import { xmlRootOf } from "./xml-root.ts";

const ATOM = "http://www.w3.org/2005/Atom";
const ERROR_ID = /^https?:\/\/(?:[a-z]+\.)?arxiv\.org\/api\/errors\b/;

/**
 * What the arXiv API answers: an Atom feed with an `<entry>` a paper. A paper's title is empty where the entry has none.
 *
 * @see https://info.arxiv.org/help/api/user-manual.html#52-details-of-atom-results-returned
 */
export const arxivAtom: Format = {
  name: "arxiv-atom",
  readerRevision: 1,
  source: "arxiv",
  recognises(head) {
    const root = xmlRootOf(head);
    return root?.localName === "feed" && root.namespace === ATOM;
  },
  split: splitXmlElements({ elements: ["entry"] }),
  parse: (record, context) => readXmlRecord(record, (entry) => readEntry(entry, record.text, context)),
};

function readEntry(entry: XmlElement, raw_xml: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const text = (name: string) => textOfElement(childOf(entry, name));
  const id = normaliseText(textOf(childOf(entry, "id")));
  const title = text("title");
  if (title === "Error" && ERROR_ID.test(id))
    throw new BatchFileError("feed-error", `arXiv answered with an error: ${shown(text("summary"), 500)}`);

  const paper_id = paperIdSchema.safeParse(`arxiv:${readArxivId(id) ?? ""}`);
  if (!paper_id.success)
    return reject(
      "no-id",
      id === "" ? "the entry has no <id>" : `the entry's <id> ${shown(id)} is no arXiv id`,
    );

  const updated = text("updated");
  const updated_at = updated === "" ? batchTimestamp : readTimestamp(updated);
  if (!updated_at) return reject("bad-date", `<updated> is ${shown(updated)}, which is no date-time`);

  const published = text("published");
  const published_date = published === "" ? null : readDate(published);
  if (published_date === undefined)
    return reject("bad-date", `<published> is ${shown(published)}, which is no date`);

  return {
    kind: "paper",
    paper: {
      paper_id: paper_id.data,
      source: "arxiv",
      title,
      abstract: text("summary"),
      authors: childrenOf(entry, "author")
        .map((author) => textOfElement(childOf(author, "name")))
        .filter((name) => name !== ""),
      published_date,
      categories: categoriesOf(entry),
      updated_at,
      raw_xml,
      processing_status: "ingested",
    },
  };
}

/** The primary category first, each once. */
function categoriesOf(entry: XmlElement): string[] {
  const terms = [...childrenOf(entry, "primary_category"), ...childrenOf(entry, "category")]
    .map((category) => textOfMarkup(attributeOf(category, "term") ?? ""))
    .filter((term) => term !== "");
  return [...new Set(terms)];
}
