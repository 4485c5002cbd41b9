import { XMLParser, XMLValidator } from "fast-xml-parser";

/** An element of a parsed record. Names are without their namespace prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements and text (entities decoded, CDATA unwrapped, white space kept), in order. */
  readonly content: readonly (XmlElement | string)[];
}

/** Keeps attributes apart from the names that every JavaScript object has. */
const ATTRIBUTE_PREFIX = "@";

/** The text is not one well-formed XML element. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

/**
 * The order of content is kept, because text with inline tags (`CO<sub>2</sub>`) can only be read in order.
 *
 * The limits on entities are off, because they would also count `&amp;` and its like, and no others get here: what a DTD
 * defines is refused with the DTD. They are written out because the real defaults are not the documented ones.
 */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE_PREFIX,
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
  processEntities: {
    enabled: true,
    maxTotalExpansions: Number.POSITIVE_INFINITY,
    maxExpandedLength: Number.POSITIVE_INFINITY,
  },
  maxNestedTags: 64,
  ignorePiTags: true,
  jPath: false,
});

/**
 * Reads the text of one element.
 *
 * @throws XmlError where it is not well-formed, nested too deep, or has a DTD
 */
export function parseXmlElement(text: string): XmlElement {
  try {
    if (hasDocumentType(text)) throw new XmlError("there is a <!DOCTYPE> in it");
    const valid = XMLValidator.validate(text);
    if (valid !== true)
      throw new XmlError(`line ${valid.err.line}, column ${valid.err.col}: ${valid.err.msg.slice(0, 200)}`);
    const nodes: ParsedNode[] = parser.parse(text);
    const [root, ...others] = elementsOf(contentOf(nodes));
    if (!root || others.length > 0) throw new XmlError("it is not one element");
    return root;
  } catch (error) {
    if (error instanceof XmlError) throw error;
    throw new XmlError(error instanceof Error ? error.message.slice(0, 200) : "unreadable", { cause: error });
  }
}

/** The elements of this name right below. */
export const childrenOf = (element: XmlElement, name: string): XmlElement[] =>
  elementsOf(element.content).filter((child) => child.name === name);

/** The first element of this name right below. */
export const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  elementsOf(element.content).find((child) => child.name === name);

/** All the text in an element, that of its inline tags included; empty where there is no element. */
export const textOf = (element: XmlElement | undefined): string =>
  element?.content.map((part) => (typeof part === "string" ? part : textOf(part))).join("") ?? "";

export const attributeOf = (element: XmlElement, name: string): string | undefined =>
  element.attributes[ATTRIBUTE_PREFIX + name];

/** What the parser makes of text, or of an element: its content under its name, its attributes under `:@`. */
interface ParsedNode {
  [name: string]: ParsedNode[] | Record<string, string> | string;
}

const elementsOf = (content: XmlElement["content"]) => content.filter((part) => typeof part !== "string");

function contentOf(nodes: ParsedNode[]): (XmlElement | string)[] {
  const content: (XmlElement | string)[] = [];
  for (const node of nodes) {
    const attributes = node[":@"];
    for (const name in node) {
      const value = node[name];
      if (typeof value === "string") content.push(value);
      else if (Array.isArray(value))
        content.push({
          name,
          attributes: typeof attributes === "object" && !Array.isArray(attributes) ? attributes : {},
          content: contentOf(value),
        });
    }
  }
  return content;
}

const hasDocumentType = (text: string) =>
  text.includes("<!DOCTYPE") &&
  text.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, "").includes("<!DOCTYPE");
