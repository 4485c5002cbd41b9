import { normaliseText } from "./normalise-text.ts";
import { childOf, parseXmlElement, type XmlElement, XmlError } from "./xml-element.ts";

/** Elements whose text stands apart from what is before and behind it, in JATS and in HTML. */
const BLOCKS = new Set([
  "break",
  "br",
  "disp-formula",
  "disp-quote",
  "div",
  "label",
  "li",
  "list",
  "list-item",
  "p",
  "sec",
  "title",
]);

const MARKUP =
  /<\/?(?:jats:[\w-]+|mml:[\w-]+|(i|b|u|em|strong|italic|bold|sub|sup|sc|scp|tt|span)|p|br|sec|title)(?:\s[^<>]*)?\/?>/gi;
const BARE_AMPERSAND = /&(?!(?:#\d+|#x[\da-f]+|[a-z]\w*);)/gi;

/**
 * Text that may have JATS, MathML or HTML in it, on one line and without: `CO<sub>2</sub>` is `CO2`, paragraphs are apart, a
 * formula that is given twice is there once, and a heading "Abstract" is not. Entities are decoded once. A `<` or `&` that
 * begins none of these stays.
 *
 * @see https://www.crossref.org/documentation/principles-practices/best-practices/abstracts/
 * @see https://www.crossref.org/documentation/schema-library/markup-guide-metadata-segments/face-markup/
 */
export function textOfMarkup(source: string): string {
  if (!/[<&]/.test(source)) return normaliseText(source);
  // The parser takes half a character and what follows it for a whole one, though that be a tag's beginning.
  const wellFormed = source.toWellFormed();
  const element = parsed(wellFormed) ?? parsed(withoutMarkup(wellFormed));
  return normaliseText(element ? textOf(element) : wellFormed);
}

function parsed(content: string): XmlElement | undefined {
  try {
    return parseXmlElement(`<text>${content}</text>`);
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

/** What is not well-formed, with known tags taken out of it and all else escaped. */
const withoutMarkup = (source: string) =>
  source
    .replace(MARKUP, (_, inline) => (inline ? "" : " "))
    .replace(BARE_AMPERSAND, "&amp;")
    .replaceAll("<", "&lt;");

function textOf(element: XmlElement): string {
  if (element.name === "annotation") return "";
  const math = element.name === "alternatives" ? childOf(element, "math") : undefined;
  if (math) return textOf(math);
  const text = element.content.map((part) => (typeof part === "string" ? part : textOf(part))).join("");
  if (element.name === "title" && /^\s*abstract\s*$/i.test(text)) return " ";
  return BLOCKS.has(element.name) ? ` ${text} ` : text;
}
