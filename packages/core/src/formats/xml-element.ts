import { SaxesParser } from "saxes";
import { ENTITIES } from "./decode-entities.ts";
import { PLAIN_DEPTH, plainElements } from "./plain-elements.ts";

/** An element of a parsed record. */
export interface XmlElement {
  /** The name without its namespace prefix. */
  readonly name: string;
  /** The values by the attributes' names. The names are as written, with their prefixes. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements and text (entities decoded, CDATA unwrapped, white space kept), in order. */
  readonly content: readonly (XmlElement | string)[];
}

/** Thrown for a text that is not one well-formed XML element. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

const MAX_DEPTH = 64;

/** saxes reports this for control characters, which it keeps, and for a `<` in an attribute, which it loses. */
const DISALLOWED = "disallowed character.";

/** saxes reports this for `--` in a comment, which it keeps, and for `--->`, where it misses the end of the comment. */
const MALFORMED_COMMENT = "malformed comment.";

/** saxes reports this for `&#0;`, which it keeps, and for a stray `&#`, after which it loses all up to the next semicolon, even tags. */
const MALFORMED_CHARACTER = "malformed character entity.";

/**
 * The errors after which saxes continues without losing text. Feeds contain control characters, a bare `]]>`, entities of a DTD
 * that is not loaded, and `--` in comments: all of these stay as they are written. A record may contain another document with
 * its prolog, as in `<metadata><?xml version="1.0"?><arXivRaw>`: the prolog is skipped.
 */
const HARMLESS = new Set([
  DISALLOWED,
  MALFORMED_COMMENT,
  "undefined entity.",
  MALFORMED_CHARACTER,
  'the string "]]>" is disallowed in char data.',
  "an XML declaration must be at the start of the document.",
  "XML declaration must contain a version.",
  "inappropriately located doctype declaration.",
]);

/** Matches text that begins like a character reference but is not one. */
const STRAY_REFERENCE = /&#(?!\w*;)/;

/** A parser that creates no Error for a harmless fault. Creating one takes longer than parsing a line, and a record may have half a million. */
class RecordParser extends SaxesParser {
  readonly #text: string;
  /** The number of characters of the text that were not given to the parser. */
  skipped = 0;
  #hasStray: boolean | undefined;

  constructor(text: string) {
    super({ position: false });
    this.#text = text;
  }

  /** The index in the text of the next character. */
  get at(): number {
    return this.position + this.skipped;
  }

  override fail(message: string): this {
    const isLost =
      (message === DISALLOWED && this.#text[this.at - 1] === "<") ||
      (message === MALFORMED_COMMENT && this.#text[this.at - 1] === "-") ||
      (message === MALFORMED_CHARACTER && this.#hasStrayReference());
    if (isLost || !HARMLESS.has(message)) throw this.errorHere(message);
    return this;
  }

  errorHere(message: string): XmlError {
    const lines = this.#text.slice(0, this.at).split(/\r\n?|\n/);
    const column = [...(lines.at(-1) ?? "")].length;
    return new XmlError(`line ${lines.length}, column ${column}: ${message.slice(0, 200)}`);
  }

  /** Searches the text once, and only when the answer is needed. */
  #hasStrayReference(): boolean {
    this.#hasStray ??= STRAY_REFERENCE.test(this.#text);
    return this.#hasStray;
  }
}

/** An element while it is being read. */
interface OpenElement extends XmlElement {
  content: (XmlElement | string)[];
}

/** The content of an element that has no part yet. All such elements share it, and nothing is pushed to it. */
const NOTHING: (XmlElement | string)[] = [];

/** Most elements contain one text. An array with one part is made in its size, and a push would reserve room for 16 more. */
function addPart(element: OpenElement, part: XmlElement | string): void {
  if (element.content.length === 0) element.content = [part];
  else element.content.push(part);
}

/** Inner elements that are checked like all others, but are left out of the result. */
export interface PassedOver {
  /** Their names, with their prefixes. */
  readonly names: ReadonlySet<string>;
  /** Finds those that the parser need not read. */
  readonly findPlain: ReturnType<typeof plainElements>;
}

export const passedOver = (...names: readonly string[]): PassedOver => ({
  names: new Set(names),
  findPlain: plainElements(names),
});

/**
 * Reads the text of one element.
 *
 * @param leftOut the inner elements that are not needed
 * @throws XmlError if the text is not well-formed, is nested too deep, or has a DTD of its own
 */
export const parseXmlElement = (text: string, leftOut?: PassedOver): XmlElement =>
  parse(text, leftOut, (parser) => parser.close());

/**
 * Reads the beginning of one element's text. Elements that are still open at the end of the text are closed there.
 *
 * @throws XmlError as {@link parseXmlElement} does
 */
export const parseXmlBeginning = (text: string): XmlElement => parse(text, undefined, () => {});

function parse(
  text: string,
  leftOut: PassedOver | undefined,
  end: (parser: SaxesParser) => void,
): XmlElement {
  const document: OpenElement = { name: "", attributes: Object.create(null), content: NOTHING };
  const open = [document];
  let innermost = document;
  /** The depth of the parser inside an element that is left out. 0 means outside. */
  let depthPassedOver = 0;
  /** The index in the text just after the last tag. */
  let tagEnd = 0;
  const addText = (part: string) => {
    if (depthPassedOver === 0) addPart(innermost, part);
  };

  const parser = new RecordParser(text);
  parser.ENTITIES = ENTITIES;
  parser.on("opentag", ({ name, attributes }) => {
    if (open.length + depthPassedOver > MAX_DEPTH)
      throw parser.errorHere(`elements are nested more than ${MAX_DEPTH} deep`);
    tagEnd = parser.at;
    if (depthPassedOver > 0 || leftOut?.names.has(name)) {
      depthPassedOver++;
      return;
    }
    const element = { name: localName(name), attributes, content: NOTHING };
    addPart(innermost, element);
    open.push(element);
    innermost = element;
  });
  parser.on("closetag", () => {
    tagEnd = parser.at;
    if (depthPassedOver > 0) {
      depthPassedOver--;
      return;
    }
    open.pop();
    innermost = open.at(-1) ?? document;
  });
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("doctype", (declaration) => {
    if (declaration.includes("[")) throw parser.errorHere("there is a <!DOCTYPE> with declarations in it");
  });
  let written = 0;
  const skipTo = (end: number) => {
    parser.skipped += end - written;
    written = end;
  };
  const isInElement = () => tagEnd === written && open.length + depthPassedOver > 1;
  // saxes looks at each character of a text. A search for the text's end is faster.
  const writeUpTo = (end: number) => {
    for (const { from, to } of longTexts(text, written, end)) {
      parser.write(text.slice(written, from));
      written = from;
      const part = isInElement() ? decodedText(text.slice(from, to)) : undefined;
      if (part === undefined) continue;
      addText(part);
      skipTo(to);
    }
    parser.write(text.slice(written, end));
    written = end;
  };
  for (const { spaceFrom, from, to } of leftOut?.findPlain(text) ?? []) {
    writeUpTo(spaceFrom);
    const space = decodedText(text.slice(spaceFrom, from));
    const isShallow = open.length + depthPassedOver + PLAIN_DEPTH <= MAX_DEPTH;
    if (!isInElement() || !isShallow || space === undefined) continue;
    if (space !== "") addText(space);
    skipTo(to);
  }
  writeUpTo(text.length);
  end(parser);
  const root = document.content.find((part) => typeof part !== "string");
  if (!root) throw new XmlError("there is no element in it");
  return root;
}

/** {@link longTexts} finds every text that is twice as long. */
const LONG_TEXT = 128;

/**
 * Yields long texts that seem to stand between a tag and the next `<`, in a part of the source. It looks only at a few places, so the
 * `>` before a text may also be part of a text, a comment or an attribute.
 */
function* longTexts(
  source: string,
  start: number,
  end: number,
): Generator<{ readonly from: number; readonly to: number }> {
  for (let at = start + LONG_TEXT; at < end; at += LONG_TEXT) {
    const to = source.indexOf("<", at);
    if (to === -1 || to > end) return;
    if (to - at >= LONG_TEXT) {
      const before = source.slice(at - LONG_TEXT, at);
      const isInTag = before.lastIndexOf("<") > before.lastIndexOf(">");
      const from = isInTag
        ? at + source.slice(at, to).indexOf(">") + 1
        : at - before.length + before.lastIndexOf(">") + 1;
      if (to - from >= LONG_TEXT) yield { from, to };
    }
    at = to;
  }
}

/** Returns a text with its entities decoded. Returns undefined if it contains a line end or an `&` that the parser has to judge. */
function decodedText(text: string): string | undefined {
  if (text.includes("\r")) return undefined;
  let decoded = "";
  let at = 0;
  for (let reference = text.indexOf("&"); reference !== -1; reference = text.indexOf("&", at)) {
    const end = text.indexOf(";", reference);
    const character = end === -1 ? undefined : ENTITIES[text.slice(reference + 1, end)];
    if (character === undefined) return undefined;
    decoded += text.slice(at, reference) + character;
    at = end + 1;
  }
  return at === 0 ? text : decoded + text.slice(at);
}

const localName = (name: string) => name.slice(name.indexOf(":") + 1);

/** Returns the element's children with this name. */
export function childrenOf({ content }: XmlElement, name: string): XmlElement[] {
  const children: XmlElement[] = [];
  for (const part of content) if (typeof part !== "string" && part.name === name) children.push(part);
  return children;
}

/** Returns the element's first child with this name. */
export function childOf({ content }: XmlElement, name: string): XmlElement | undefined {
  for (const part of content) if (typeof part !== "string" && part.name === name) return part;
  return undefined;
}

/** Returns all the text in an element and its inner elements. Returns an empty text if there is no element. */
export function textOf(element: XmlElement | undefined): string {
  let text = "";
  for (const part of element?.content ?? []) text += typeof part === "string" ? part : textOf(part);
  return text;
}

/** Returns the value of the attribute with this name. The attribute may have any namespace prefix. */
export function attributeOf({ attributes }: XmlElement, name: string): string | undefined {
  if (Object.hasOwn(attributes, name) && name !== "xmlns") return attributes[name];
  for (const written in attributes)
    if (localName(written) === name && !written.startsWith("xmlns")) return attributes[written];
  return undefined;
}
