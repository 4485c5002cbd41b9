import { monthNumber } from "./month-number.ts";
import { normaliseText } from "./normalise-text.ts";
import { readDate } from "./read-date.ts";
import { textOfElement, textOfMarkup } from "./text-of-markup.ts";
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from "./xml-element.ts";

/** PubMed writes this in place of an English title that it does not have. */
const NO_TITLE = /^\[?(?:not available|in process citation)\]?\.?$/i;

/** Returns the English title if PubMed has one, else the title in the article's own language. The markup is left out. */
export function titleOf(article: XmlElement): string {
  const title = text(article, "ArticleTitle");
  return title === "" || NO_TITLE.test(title) ? text(article, "VernacularTitle") || title : title;
}

/** Returns the abstract. Each part of a structured abstract follows its label: `METHODS: ... RESULTS: ...`. */
export const abstractOf = (article: XmlElement): string =>
  listAt(article, "Abstract", "AbstractText")
    .map((part) => {
      const label = textOfMarkup(attributeOf(part, "Label") ?? "");
      const body = textOfElement(part);
      return body === "" || label === "" || label === "UNLABELLED" ? body : `${label}: ${body}`;
    })
    .filter((part) => part !== "")
    .join(" ");

/** Returns persons and groups, in order. Misspelt names that an erratum has corrected are left out. */
export const authorsOf = (article: XmlElement): string[] =>
  listAt(article, "AuthorList", "Author")
    .filter((author) => attributeOf(author, "ValidYN") !== "N")
    .map((author) =>
      text(author, "CollectiveName") !== ""
        ? text(author, "CollectiveName")
        : [
            text(author, "ForeName") || text(author, "Initials"),
            text(author, "LastName"),
            text(author, "Suffix"),
          ]
            .filter((part) => part !== "")
            .join(" "),
    )
    .filter((name) => name !== "");

/** Returns the date of the journal's issue, as far as it is known. Without one, returns the date of the article on the web. */
export const publishedDateOf = (article: XmlElement): string | null =>
  readPubmedDate(elementAt(article, "Journal", "JournalIssue", "PubDate")) ??
  readPubmedDate(elementAt(article, "ArticleDate")) ??
  null;

/** Returns the MeSH descriptors of a citation, without repeats. */
export const meshDescriptorsOf = (citation: XmlElement): string[] => [
  ...new Set(
    listAt(citation, "MeshHeadingList", "MeshHeading")
      .map((heading) => text(heading, "DescriptorName"))
      .filter((name) => name !== ""),
  ),
];

/**
 * Returns the DOIs of an article: first those in the article itself, without those that the publisher has corrected, then
 * those in `<PubmedData>`. Old articles have a DOI only there.
 */
export const doisOf = (article: XmlElement, data: XmlElement = NOTHING): string[] =>
  [
    ...childrenOf(article, "ELocationID").filter(
      (id) => attributeOf(id, "EIdType") === "doi" && attributeOf(id, "ValidYN") !== "N",
    ),
    ...listAt(data, "ArticleIdList", "ArticleId").filter((id) => attributeOf(id, "IdType") === "doi"),
  ].map((id) => normaliseText(textOf(id)));

/**
 * Reads a date from `<Year>`, `<Month>` and `<Day>`, or the first year in a `<MedlineDate>` such as `1998 Dec-1999 Jan`.
 * Returns `YYYY-MM-DD`, `YYYY-MM` or `YYYY`: the parts that are given and are in the calendar.
 */
export function readPubmedDate(date: XmlElement | undefined): string | undefined {
  if (!date) return undefined;
  const year = /\b\d{4}\b/.exec(text(date, "Year") || text(date, "MedlineDate"))?.[0];
  const month = monthNumber(text(date, "Month"));
  const day = text(date, "Day").padStart(2, "0");
  return [`${year}-${month}-${day}`, `${year}-${month}`, `${year}`]
    .map(readDate)
    .find((known) => known !== undefined);
}

const text = (element: XmlElement, name: string) => textOfElement(childOf(element, name));

const elementAt = (element: XmlElement, ...path: readonly string[]) =>
  path.reduce<XmlElement | undefined>((found, name) => found && childOf(found, name), element);

const listAt = (element: XmlElement, list: string, name: string) =>
  childrenOf(childOf(element, list) ?? NOTHING, name);

const NOTHING: XmlElement = { name: "", attributes: {}, content: [] };
