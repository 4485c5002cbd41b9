import { monthNumber } from "./month-number.ts";
import { normaliseText } from "./normalise-text.ts";
import { readDate } from "./read-date.ts";
import { textOfElement } from "./text-of-markup.ts";
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from "./xml-element.ts";

/** Returns the article's id of the first of these types that it has. Returns an empty text if it has none of them. */
export const articleIdOf = (meta: XmlElement, ...types: readonly string[]): string =>
  types
    .map((type) => childrenOf(meta, "article-id").find((id) => attributeOf(id, "pub-id-type") === type))
    .map((id) => normaliseText(textOf(id)))
    .find((id) => id !== "") ?? "";

/**
 * Returns the time at which PMC last changed its copy of the article, as it is written: a day and a time in UTC, without a
 * zone. Returns an empty text if the article does not give it.
 */
export function lastChangeOf(meta: XmlElement): string {
  const event = childrenOf(childOf(meta, "pub-history") ?? NO_ELEMENT, "event").find(
    (each) => attributeOf(each, "event-type") === "pmc-last-change",
  );
  const date = event && childOf(event, "date");
  return date ? (attributeOf(date, "iso-8601-date") ?? readJatsDate(date) ?? textOfElement(date)) : "";
}

const NO_ELEMENT: XmlElement = { name: "", attributes: {}, content: [] };

/** Returns the title without notes and the marks that refer to them. */
export const titleOf = (meta: XmlElement): string =>
  plainText(elementAt(meta, "title-group", "article-title"), NOTES);

/** Elements inside a title or an abstract that are not part of its text. */
const NOTES = new Set(["xref", "fn", "fn-group", "object-id"]);

/** Some publishers write this in place of an abstract. */
const NO_ABSTRACT = /^no abstract(?: is)?(?: available)?\.?$/i;

/**
 * Returns the first `<abstract>` that has no type. Those with a type are other kinds of summaries, and translations are in
 * another element. Headings and paragraphs are separated by spaces. The heading "Abstract" is left out.
 */
export function abstractOf(meta: XmlElement): string {
  const abstract = childrenOf(meta, "abstract").find(
    (each) => attributeOf(each, "abstract-type") === undefined,
  );
  const text = plainText(abstract, NOTES);
  return NO_ABSTRACT.test(text) ? "" : text;
}

/** Returns the article's own authors, in order: persons and groups. The members of a group are not listed. */
export const authorsOf = (meta: XmlElement): string[] =>
  childrenOf(meta, "contrib-group")
    .flatMap((group) => childrenOf(group, "contrib"))
    .filter((contrib) => /^authors?$/i.test(attributeOf(contrib, "contrib-type") ?? "author"))
    .map(nameOf)
    .filter((name) => name !== "");

/** Returns the name of a contributor. If the name is given in several scripts, returns the first one. */
function nameOf(contrib: XmlElement): string {
  const [name] = namesIn(contrib);
  if (!name) return "";
  if (name.name !== "name") return plainText(name, NOT_OF_NAME);
  const given = plainText(childOf(name, "given-names"));
  const surname = plainText(childOf(name, "surname"));
  const inOrder = attributeOf(name, "name-style") === "eastern" ? [surname, given] : [given, surname];
  return [...inOrder, plainText(childOf(name, "suffix"))].filter((part) => part !== "").join(" ");
}

const namesIn = (contrib: XmlElement): XmlElement[] =>
  contrib.content
    .filter((part) => typeof part !== "string")
    .flatMap((part) =>
      part.name.endsWith("-alternatives") ? namesIn(part) : NAME_ELEMENTS.has(part.name) ? [part] : [],
    );

const NAME_ELEMENTS = new Set(["name", "string-name", "collab"]);

/** Elements inside a name that are not part of it. The element of a group contains its members and their addresses. */
const NOT_OF_NAME = new Set(["contrib-group", "contrib", "xref", "fn", "aff", "email", "address", "degrees"]);

/** Returns the article's subject headings without repeats, including those inside other headings. */
export function subjectsOf(meta: XmlElement): string[] {
  const groups = childrenOf(childOf(meta, "article-categories") ?? meta, "subj-group");
  return [...new Set(groups.flatMap(subjectsIn).filter((subject) => subject !== ""))];
}

const subjectsIn = (group: XmlElement): string[] => [
  ...childrenOf(group, "subject").map((subject) => plainText(subject)),
  ...childrenOf(group, "subj-group").flatMap(subjectsIn),
];

/** Types of dates at PMC that are not dates of a publication. */
const NO_PUBLICATION = new Set(["pmc-release", "nihms-submitted"]);

/** Returns the earliest date of publication. If one date is a year and another is a day in that year, returns the day. */
export function publishedDateOf(meta: XmlElement): string | null {
  const dates = childrenOf(meta, "pub-date")
    .filter(
      (date) => !NO_PUBLICATION.has(attributeOf(date, "pub-type") ?? attributeOf(date, "date-type") ?? ""),
    )
    .flatMap((date) => readJatsDate(date) ?? []);
  // "~" sorts after "-" and the digits, so that a day sorts before its month and its year.
  const [earliest] = dates.map((date) => `${date}~`).sort();
  return earliest?.slice(0, -1) ?? null;
}

/** Returns `YYYY-MM-DD`, `YYYY-MM` or `YYYY`: the parts that the date gives and that are in the calendar. Months are numbers or names. */
function readJatsDate(date: XmlElement): string | undefined {
  const year = plainText(childOf(date, "year"));
  const month = monthNumber(plainText(childOf(date, "month")));
  const day = plainText(childOf(date, "day")).padStart(2, "0");
  return [`${year}-${month}-${day}`, `${year}-${month}`, year]
    .map(readDate)
    .find((known) => known !== undefined);
}

const elementAt = (element: XmlElement, ...path: readonly string[]) =>
  path.reduce<XmlElement | undefined>((found, name) => found && childOf(found, name), element);

/** Returns the text of an element without the text of the inner elements in `leftOut`. */
const plainText = (element: XmlElement | undefined, leftOut: ReadonlySet<string> = NOTHING): string =>
  textOfElement(element && without(element, leftOut));

const NOTHING: ReadonlySet<string> = new Set();

const without = (element: XmlElement, names: ReadonlySet<string>): XmlElement => ({
  ...element,
  content: element.content.flatMap((part) =>
    typeof part === "string" ? part : names.has(part.name) ? [] : without(part, names),
  ),
});
