import { isJsonObject, type JsonObject, sketchJson } from "./json-sketch.ts";
import { type XmlRoot, xmlRootOf } from "./xml-root.ts";

/** The most records that are examined to find a file's format. */
const MAX_RECORDS = 20;
const MAX_DOCUMENTS = 20;
/** At most this much of an element, or of a document without elements, is examined. */
export const MAX_TELLING_CHARACTERS = 65_536;
const MAX_TAG_CHARACTERS = 16_384;

/** An XML document, beginning with the start tag of its root. */
export interface XmlDocument {
  readonly root: XmlRoot;
  /** The text from the root to the end of the head. It may contain further documents. */
  readonly text: string;
}

/** The beginning of a file. A format looks at it to tell whether it can read the file. */
export class FileHead {
  /** The text without a byte order mark. */
  readonly text: string;
  /** True if the text is the whole file. */
  readonly isWhole: boolean;
  #objects: readonly JsonObject[] | undefined;

  constructor(text: string, isWhole = true) {
    this.text = text;
    this.isWhole = isWhole;
  }

  /**
   * The first JSON objects of the file, at the top level or in arrays there. Any text may stand between them. Long objects
   * are shortened by `sketchJson`.
   */
  get objects(): readonly JsonObject[] {
    this.#objects ??= [...objectsIn(this.text, this.isWhole)];
    return this.#objects;
  }

  /** Yields the first XML documents with roots of these local names. Their number is limited, because the whole head is searched for each. */
  *documents(roots: readonly string[]): Generator<XmlDocument> {
    let found = 0;
    for (const { index } of startTags(this.text, roots)) {
      const text = this.text.slice(index);
      const root = xmlRootOf(text.slice(0, MAX_TAG_CHARACTERS));
      if (root) yield { root, text };
      if (++found === MAX_DOCUMENTS) return;
    }
  }
}

/** Returns the first elements of these local names in a text that begins with a document. The last element may be cut off. */
export function elementsIn(text: string, names: readonly string[]): readonly string[] {
  const elements: string[] = [];
  let behind = 0;
  for (const { index, name } of startTags(text, names)) {
    if (index < behind) continue;
    const endTag = text.indexOf(`</${name}`, index);
    behind = endTag === -1 ? text.length : endTag;
    elements.push(text.slice(index, Math.min(behind, index + MAX_TELLING_CHARACTERS)));
    if (elements.length === MAX_RECORDS || endTag === -1) break;
  }
  return elements;
}

const NAME = "[^\\s<>/:!?]{1,256}";

/** Yields start tags, except those inside comments, CDATA sections and processing instructions. */
function* startTags(
  text: string,
  names: readonly string[],
): Generator<{ readonly index: number; readonly name: string }> {
  const tag = new RegExp(`<!--|<!\\[CDATA\\[|<\\?|<((?:${NAME}:)?(?:${names.join("|")}))(?=[\\s/>])`, "g");
  const ends = new Map([
    ["<!--", "-->"],
    ["<![CDATA[", "]]>"],
    ["<?", "?>"],
  ]);
  for (let match = tag.exec(text); match; match = tag.exec(text)) {
    const [begin, name] = match;
    if (name !== undefined) yield { index: match.index, name };
    const end = ends.get(begin);
    if (end === undefined) continue;
    const hiddenUpTo = text.indexOf(end, tag.lastIndex);
    if (hiddenUpTo === -1) ends.delete(begin);
    else tag.lastIndex = hiddenUpTo;
  }
}

/** Also examines the objects inside a broken object: it may be cut off, so that the next record seems to be inside it. */
function* objectsIn(text: string, isWhole: boolean): Generator<JsonObject> {
  let brokenUpTo = 0;
  let found = 0;
  let unread = 4 * text.length;
  for (let at = text.indexOf("{"); at !== -1 && unread > 0; at = text.indexOf("{", at)) {
    const { object, end, state } = sketchJson(text, at);
    unread -= end - at;
    const isBroken = state === "broken" || (state === "cut" && isWhole);
    if (isBroken) brokenUpTo = Math.max(brokenUpTo, end);
    if (isJsonObject(object) && Object.keys(object).length > 0) {
      yield object;
      if (at >= brokenUpTo && ++found === MAX_RECORDS) return;
    }
    at = isBroken ? at + 1 : end;
  }
}
