import { monthNumber } from "./month-number.ts";
import { normaliseText } from "./normalise-text.ts";
import { readDate } from "./read-date.ts";
import { textOfElement } from "./text-of-markup.ts";
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from "./xml-element.ts";

/** The first id of the article of one of these types; empty where it has none. */
export const articleIdOf = (meta: XmlElement, ...types: readonly string[]): string =>
  types
    .map((type) => childrenOf(meta, "article-id").find((id) => attributeOf(id, "pub-id-type") === type))
    .map((id) => normaliseText(textOf(id)))
    .find((id) => id !== "") ?? "";

/**
 * When PMC last changed its copy of the article, as it is written: a day and a time without a zone, which is UTC. Empty where it
 * does not say.
 */
export function lastChangeOf(meta: XmlElement): string {
  const event = childrenOf(childOf(meta, "pub-history") ?? NO_ELEMENT, "event").find(
    (each) => attributeOf(each, "event-type") === "pmc-last-change",
  );
  const date = event && childOf(event, "date");
  return date ? (attributeOf(date, "iso-8601-date") ?? readJatsDate(date) ?? textOfElement(date)) : "";
}

const NO_ELEMENT: XmlElement = { name: "", attributes: {}, content: [] };

/** The title without its notes and their marks. */
export const titleOf = (meta: XmlElement): string =>
  plainText(elementAt(meta, "title-group", "article-title"), NOTES);

/** Elements of a title or an abstract that are no part of its text. */
const NOTES = new Set(["xref", "fn", "fn-group", "object-id"]);

/** Publishers that have no abstract say so in its place. */
const NO_ABSTRACT = /^no abstract(?: is)?(?: available)?\.?$/i;

/**
 * The abstract without a type, for those with one are summaries of another kind; and no translation. Headings and
 * paragraphs stand apart, and a heading that says "Abstract" is left out.
 */
export function abstractOf(meta: XmlElement): string {
  const abstract = childrenOf(meta, "abstract").find(
    (each) => attributeOf(each, "abstract-type") === undefined,
  );
  const text = plainText(abstract, NOTES);
  return NO_ABSTRACT.test(text) ? "" : text;
}

/** Persons and groups that are the article's own authors, in order. Members of a group are not told one by one. */
export const authorsOf = (meta: XmlElement): string[] =>
  childrenOf(meta, "contrib-group")
    .flatMap((group) => childrenOf(group, "contrib"))
    .filter((contrib) => /^authors?$/i.test(attributeOf(contrib, "contrib-type") ?? "author"))
    .map(nameOf)
    .filter((name) => name !== "");

/** Of a name in several scripts the first. */
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

/** A group has its members and their addresses in its own element. */
const NOT_OF_NAME = new Set(["contrib-group", "contrib", "xref", "fn", "aff", "email", "address", "degrees"]);

/** The headings of the article, those of trees too, each once. */
export function subjectsOf(meta: XmlElement): string[] {
  const groups = childrenOf(childOf(meta, "article-categories") ?? meta, "subj-group");
  return [...new Set(groups.flatMap(subjectsIn).filter((subject) => subject !== ""))];
}

const subjectsIn = (group: XmlElement): string[] => [
  ...childrenOf(group, "subject").map((subject) => plainText(subject)),
  ...childrenOf(group, "subj-group").flatMap(subjectsIn),
];

/** What PMC did with the article, which is no publication. */
const NO_PUBLICATION = new Set(["pmc-release", "nihms-submitted"]);

/** The earliest publication; of a year and a day in that year the day. */
export function publishedDateOf(meta: XmlElement): string | null {
  const dates = childrenOf(meta, "pub-date")
    .filter(
      (date) => !NO_PUBLICATION.has(attributeOf(date, "pub-type") ?? attributeOf(date, "date-type") ?? ""),
    )
    .flatMap((date) => readJatsDate(date) ?? []);
  // "~" comes behind "-" and the digits, so that a day comes before its month and its year.
  const [earliest] = dates.map((date) => `${date}~`).sort();
  return earliest?.slice(0, -1) ?? null;
}

/** `YYYY-MM-DD`, or as much of it as is there and is in the calendar. Months are numbers or names. */
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

/** The text of an element, without that of elements of these names. */
const plainText = (element: XmlElement | undefined, leftOut: ReadonlySet<string> = NOTHING): string =>
  textOfElement(element && without(element, leftOut));

const NOTHING: ReadonlySet<string> = new Set();

const without = (element: XmlElement, names: ReadonlySet<string>): XmlElement => ({
  ...element,
  content: element.content.flatMap((part) =>
    typeof part === "string" ? part : names.has(part.name) ? [] : without(part, names),
  ),
});
