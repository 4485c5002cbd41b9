import { isJsonObject, type JsonObject, sketchJson } from "./json-sketch.ts";
import { type XmlRoot, xmlRootOf } from "./xml-root.ts";

/** So many records are looked at to tell what a file is. */
const MAX_RECORDS = 20;
const MAX_DOCUMENTS = 20;
/** Longer elements, and documents without one, are told by so much of them. */
export const MAX_TELLING_CHARACTERS = 65_536;
const MAX_TAG_CHARACTERS = 16_384;

/** An XML document, from its root's start tag on. */
export interface XmlDocument {
  readonly root: XmlRoot;
  /** As far as the head of the file reaches. Other documents may follow in it. */
  readonly text: string;
}

/** The beginning of a file, by which a format tells whether the file is its own. */
export class FileHead {
  /** With no byte order mark. */
  readonly text: string;
  /** Whether the text is all of the file. */
  readonly isWhole: boolean;
  #objects: readonly JsonObject[] | undefined;

  constructor(text: string, isWhole = true) {
    this.text = text;
    this.isWhole = isWhole;
  }

  /**
   * The first JSON objects of the file, whatever stands between them: at the top, or in arrays there. Of long ones, what
   * `sketchJson` keeps.
   */
  get objects(): readonly JsonObject[] {
    this.#objects ??= [...objectsIn(this.text, this.isWhole)];
    return this.#objects;
  }

  /** The first XML documents with roots of these local names. They are few, for each is looked at as far as the head reaches. */
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

/** The first elements of these local names in a text that begins with a document; the last one may be cut off. */
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

/** Start tags, but for those in comments, CDATA sections and processing instructions. */
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

/** Objects within one that is broken are looked at as well: it may be cut off, and the next one begin in it. */
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
