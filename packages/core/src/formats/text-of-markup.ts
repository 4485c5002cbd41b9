import { decodeEntities } from "./decode-entities.ts";
import { withoutFlattenedMarks } from "./flattened-marks.ts";
import { isKnownElement, UNPREFIXED } from "./known-elements.ts";
import { normaliseText } from "./normalise-text.ts";
import { TextWriter } from "./text-writer.ts";
import type { XmlElement } from "./xml-element.ts";

/**
 * Matches a whole tag: a name, and then only attributes with quoted values. Every repetition is bounded, so that no text can
 * make the match slow.
 */
const TAG =
  /<(\/?)(?:([a-z][\w-]{0,15}):)?([a-z][\w-]{0,31})(?:\s+[a-z_:][\w:.-]{0,63}\s*=\s*(?:"[^"]{0,2000}"|'[^']{0,2000}')){0,32}\s*(\/?)>/iy;

const MAX_PLAIN_CHARACTERS = 40;

/**
 * Maps a tag without attributes to the result of matching it with {@link TAG}. The key is the tag's text after the `<`, such as
 * `/jats:sub>`. The prefix of the result is left out, because these elements are known without a prefix. Most tags have no attributes, and
 * a look-up takes less time than a match.
 */
const PLAIN_TAGS: ReadonlyMap<string, readonly (string | undefined)[]> = new Map(
  [...UNPREFIXED].flatMap((name) =>
    ["", "/", "jats:", "/jats:"].map((before) => {
      const behind = `${before}${name}>`;
      return [behind, [`<${behind}`, before.startsWith("/") ? "/" : "", undefined, name]];
    }),
  ),
);

/** Text may be escaped several times. After this many layers, the rest stays escaped, so that the time is in proportion to the text's length. */
const MAX_LAYERS = 4;

/**
 * Returns a text on one line, without markup and with entities decoded. All formats use it for their text fields.
 *
 * - Only a whole tag of HTML, JATS or MathML is markup. Other text stays: `If a<b and c>d` is unchanged.
 * - Markup may be escaped once or several times, as in `&lt;i&gt;` and `&amp;lt;i&amp;gt;`.
 * - Paragraphs and list items are separated by spaces.
 * - A formula that is given in two languages appears once.
 * - The heading "Abstract" and the marks that bioRxiv writes in place of tags are left out.
 *
 * @example
 * textOfMarkup("CO<sub>2</sub> &amp; more, p &lt; 0.05"); // "CO2 & more, p < 0.05"
 *
 * @see https://www.crossref.org/documentation/principles-practices/best-practices/abstracts/
 * @see https://www.crossref.org/documentation/schema-library/markup-guide-metadata-segments/face-markup/
 */
export function textOfMarkup(source: string): string {
  if (!source.includes("<") && !source.includes("&") && !source.includes("O_")) return normaliseText(source);
  let text = withoutFlattenedMarks(source);
  for (let layer = 0; layer < MAX_LAYERS; layer++) {
    const decoded = decodeEntities(text.includes("<") ? withoutTags(text) : text);
    if (decoded === text) break;
    text = decoded;
  }
  return normaliseText(text);
}

/**
 * Returns the text of an XML element by the rules of {@link textOfMarkup}. Returns an empty text if there is no element. Every
 * inner element is markup, whatever its name. The text may also contain escaped markup.
 */
export function textOfElement(element: XmlElement | undefined): string {
  if (!element) return "";
  const [first = ""] = element.content;
  if (typeof first === "string" && element.content.length <= 1) return textOfMarkup(first);
  const writer = new TextWriter();
  writeContent(writer, element);
  return textOfMarkup(writer.toString());
}

function writeContent(writer: TextWriter, { content }: XmlElement): void {
  for (const part of content) {
    if (typeof part === "string") writer.write(part);
    else {
      const name = part.name.toLowerCase();
      writer.open(name);
      writeContent(writer, part);
      writer.close(name);
    }
  }
}

/** Removes comments and the tags of known elements. */
function withoutTags(source: string): string {
  const text = withoutPairs(withoutPairs(source, "<!--", "-->", false), "<![CDATA[", "]]>", true);
  let writer: TextWriter | undefined;
  let at = 0;
  for (let less = text.indexOf("<"); less !== -1; less = text.indexOf("<", less + 1)) {
    const near = text.slice(less + 1, less + MAX_PLAIN_CHARACTERS);
    TAG.lastIndex = less;
    const [tag, slash, prefix, name, closing] =
      PLAIN_TAGS.get(near.slice(0, near.indexOf(">") + 1)) ?? TAG.exec(text) ?? [];
    const localName = name?.toLowerCase();
    if (tag === undefined || localName === undefined) continue;
    if (!isKnownElement(prefix?.toLowerCase(), localName)) continue;
    writer ??= new TextWriter();
    writer.write(text.slice(at, less));
    at = less + tag.length;
    less = at - 1;
    if (slash === "") writer.open(localName);
    if (slash === "/" || closing === "/") writer.close(localName);
  }
  writer?.write(text.slice(at));
  return writer?.toString() ?? text;
}

/** Removes each `begin` and the `end` that follows it, and the text between them unless `keepsInner`. A `begin` without an `end` stays. */
function withoutPairs(text: string, begin: string, end: string, keepsInner: boolean): string {
  let kept = "";
  let at = 0;
  for (;;) {
    const from = text.indexOf(begin, at);
    const to = from === -1 ? -1 : text.indexOf(end, from + begin.length);
    if (to === -1) return kept + text.slice(at);
    kept += text.slice(at, from);
    if (keepsInner) kept += text.slice(from + begin.length, to);
    at = to + end.length;
  }
}
