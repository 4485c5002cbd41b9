import { BatchFileError } from "../../batch-files/batch-file.ts";
import { FEED_ERROR, type Format, type FormatContext, type RecordProblem } from "../format.ts";
import {
  BETWEEN_DOCUMENTS,
  cutStray,
  cutStrayUpTo,
  endStray,
  isStartTag,
  toNextDocument,
} from "./between-documents.ts";
import type { CutState } from "./cut-record.ts";
import { cutRecords, isSpace, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";
import {
  beginsDocument,
  HIDING_BYTES,
  isAtNextLess,
  isDocumentType,
  skipDocumentType,
  skipHiding,
  skipTag,
  toNextLess,
  toTagEnd,
  truncated,
} from "./xml-markup.ts";
import { isUnfinishedTag, localNameOf, MAX_NAME_BYTES, tagAt, type XmlTag } from "./xml-tag.ts";

export interface XmlElementsOptions {
  /** The local names of the elements that are records, wherever in a document they stand. One is a document by itself too. */
  readonly elements: readonly string[];
  /**
   * The local names of the roots that documents have. A document that holds a record may have any other root too. Without any, the
   * first root of the file is taken.
   */
  readonly roots?: readonly string[];
  /** The local names of those roots that may stand within another root: parts of a document that tools save as documents. */
  readonly parts?: readonly string[];
  /**
   * For the local names of elements that are records only within another element: that one's local name. So a `PMID` is a record in a
   * `DeleteCitation` alone.
   */
  readonly onlyIn?: Readonly<Record<string, string>>;
  /**
   * The local name of an element within a record that may be all that is wanted of it. The record's text ends behind the first
   * one. What follows it is a part of the record, and is passed over however large it is.
   */
  readonly textEndsBehind?: string;
  /** The local names of elements that stand beside records and hold no papers by their kind. They are counted as passed over. */
  readonly passedOver?: readonly string[];
  /** Returns what an element of these names says that is an error of the source, and no record. */
  errorOf?(element: string): string | undefined;
  /** Tells whether an element of these names is passed over, such as the answer that there is nothing. */
  isNothing?(element: string): boolean;
}

/**
 * Makes the `split` of an XML format: cuts a document into the elements of these names, whatever their namespace prefix.
 *
 * It looks at tags only where it has to: within a record, it goes by the record's own name. So a record that is not
 * well-formed does no harm to the next one, as long as its end tag is there. Comments, CDATA sections, processing
 * instructions and the document type are passed over, and so is whatever else a document has beside its records.
 *
 * Documents may follow one another. Where one begins, a record or document that is open is cut off: what there is of it is a record
 * with the problem `malformed`. What stands outside of documents is a record with the problem `not-a-paper`, or `feed-error` where it is
 * an error of the source. So nothing vanishes, and nothing that is broken takes a document with it.
 *
 * @throws BatchFileError from the iteration: `truncated` where the file ends within a record or before the root's end, `feed-error`
 * where it ends with an error of the source
 * @see https://www.w3.org/TR/xml/#sec-logical-struct
 */
export const splitXmlElements =
  ({
    elements,
    roots = [],
    parts = [],
    onlyIn = {},
    passedOver = [],
    ...options
  }: XmlElementsOptions): Format["split"] =>
  (file, { maxRecordBytes, onPassedOver = () => {} }) => {
    const wanted = {
      ...options,
      elements: new Set(elements),
      passedOver: new Set(passedOver),
      onPassedOver,
      roots: new Set(roots),
      wholes: new Set(roots.filter((root) => !parts.includes(root) && !elements.includes(root))),
      starts: new Set([...roots, ...elements.filter((element) => onlyIn[element] === undefined)]),
      onlyIn,
      parents: new Set(Object.values(onlyIn)),
      surroundings: new Map(),
    };
    return cutRecords(file, maxRecordBytes, (scanner) => cutDocuments(scanner, wanted));
  };

/** Which elements are records, how far their text goes, and what documents begin with. */
interface Wanted extends Pick<XmlElementsOptions, "textEndsBehind" | "errorOf" | "isNothing"> {
  readonly elements: ReadonlySet<string>;
  readonly passedOver: ReadonlySet<string>;
  readonly onPassedOver: NonNullable<FormatContext["onPassedOver"]>;
  readonly roots: Set<string>;
  /** The roots that stand within no other root of these. */
  readonly wholes: ReadonlySet<string>;
  /** What documents begin with: roots, and records. */
  readonly starts: Set<string>;
  readonly onlyIn: Readonly<Record<string, string>>;
  readonly parents: ReadonlySet<string>;
  /** By the names of records. */
  readonly surroundings: Map<string, Surroundings>;
}

const NO_ROOTS: ReadonlySet<string> = new Set();
const EXCLAMATION = 0x21;
const SLASH = 0x2f;
const GREATER = 0x3e;
const QUESTION = 0x3f;

function* cutDocuments(scanner: RecordScanner, wanted: Wanted): Steps<void> {
  const { roots, starts } = wanted;
  if (roots.size === 0) {
    const { localName } = yield* toFirstRoot(scanner);
    roots.add(localName);
    starts.add(localName);
  }
  while (yield* toNextDocument(scanner)) {
    if (isStartTag(scanner, starts)) yield* cutDocument(scanner, wanted);
    else if (isOtherRoot(scanner)) yield* cutOtherDocument(scanner, wanted);
    else yield* cutStray(scanner, wanted);
  }
}

function* toFirstRoot(scanner: RecordScanner): Steps<XmlTag> {
  for (;;) {
    const tag = yield* toNextTag(scanner);
    if (!tag) throw endsBefore(scanner, "any element");
    if (!tag.isEnd) return tag;
    scanner.at++;
  }
}

/** HTML that stands at the beginning of a page, or of a part of one. */
const OF_HTML: ReadonlySet<string> = new Set(
  "html head body title meta link script style main header div center p pre br hr h1 h2 h3 span a b i font table ul ol".split(
    " ",
  ),
);

function isOtherRoot(scanner: RecordScanner): boolean {
  const tag = tagAt(scanner);
  return tag !== undefined && !tag.isEnd && !OF_HTML.has(tag.localName.toLowerCase());
}

/**
 * Goes over a document whose root is none of those known, as tools write around records. If it holds no record, and no document with
 * a known root, it is a stray. It is also one if it is cut off before such a document.
 */
function* cutOtherDocument(scanner: RecordScanner, wanted: Wanted): Steps<void> {
  const { roots, wholes, starts } = wanted;
  const beginsAt = scanner.fileOffset;
  const root = tagAt(scanner)?.name;
  let depth = 0;
  scanner.begin();
  for (
    let tag = yield* toNextTag(scanner, roots);
    tag && tag !== "document";
    tag = yield* toNextTag(scanner, roots)
  ) {
    if (!tag.isEnd && starts.has(tag.localName)) {
      if (wholes.has(tag.localName) && isCutOffHere(scanner, beginsAt)) break;
      return yield* cutDocument(scanner, wanted, root, depth);
    }
    if (tag.name !== root) {
      scanner.at++;
      continue;
    }
    const isEmpty = yield* toTagEnd(scanner);
    if (tag.isEnd) depth--;
    else if (isEmpty === false) depth++;
    if (depth === 0) return yield endStray(scanner, starts);
  }
  yield* cutStrayUpTo(scanner, starts);
}

/** Whether a text, or what is no whole tag, stands right before this place: whatever is open was not meant to hold what begins here. */
function isCutOffHere(scanner: RecordScanner, beganAt: number): boolean {
  if (scanner.fileOffset - beganAt > scanner.maxRecordBytes) return true;
  let before = scanner.at - 1;
  while (isSpace(scanner.bytes[before])) before--;
  return scanner.bytes[before] !== GREATER;
}

/**
 * Goes from a root's start tag, or from within its element, to just behind its end tag. The root may be a record itself. Where another
 * document begins before that, it stops there.
 */
function* cutDocument(scanner: RecordScanner, wanted: Wanted, within?: string, around = 0): Steps<void> {
  let root = within;
  let depth = around;
  /** The element around those records that stand only in such an element. */
  let parent: string | undefined;
  do {
    const tag = yield* toNextTag(scanner, depth > 0 ? wanted.roots : undefined);
    if (tag === "document" || (tag && depth > 0 && beginsAnother(tag, root, wanted))) {
      yield scanner.end(BETWEEN_DOCUMENTS, { problem: cutOff(`the document, before </${root}>,`) });
      return;
    }
    if (!tag) throw endsBefore(scanner, `</${root}>`);
    const { name, localName, isEnd } = tag;
    if (wanted.parents.has(localName)) parent = isEnd ? undefined : localName;
    if (!isEnd && isRecord(localName, parent, wanted)) {
      scanner.begin();
      const isWhole = yield* skipElement(scanner, tag, wanted);
      if (!isWhole) {
        yield scanner.end(BETWEEN_DOCUMENTS, { problem: cutOff(`the <${name}>`) });
        return;
      }
      yield* endRecord(scanner, wanted, stateWithin(root, depth, parent));
      // What follows is kept, to be told of if the document is cut off in it.
      if (depth > 0) scanner.begin();
      continue;
    }
    root ??= name;
    if (!isEnd && wanted.passedOver.has(localName)) wanted.onPassedOver(`<${localName}>`, scanner.fileOffset);
    if (name === root) {
      if (depth === 0) scanner.begin();
      const isEmpty = yield* skipTag(scanner, wanted.roots);
      if (isEmpty === "document") {
        yield scanner.end(BETWEEN_DOCUMENTS, { problem: cutOff(`the <${root}>`) });
        return;
      }
      if (isEnd) depth--;
      else if (!isEmpty) depth++;
    } else scanner.at++;
  } while (depth > 0);
  scanner.abandon();
}

const cutOff = (what: string): RecordProblem => ({
  reason: "malformed",
  message: `${what} is cut off here: another document begins behind it`,
});

/** Ends the open record, or passes over what is none. */
function* endRecord(scanner: RecordScanner, { errorOf, isNothing }: Wanted, state: CutState): Steps<void> {
  const text = errorOf || isNothing ? (scanner.text() ?? "") : "";
  const said = errorOf?.(text);
  if (isNothing?.(text)) scanner.abandon();
  else if (said === undefined) yield scanner.end(state);
  else yield scanner.end(state, { problem: { reason: FEED_ERROR, message: said } });
}

const isRecord = (localName: string, parent: string | undefined, { elements, onlyIn }: Wanted) =>
  elements.has(localName) && (onlyIn[localName] ?? parent) === parent;

/** Whether a document begins with this tag that no document with such a root holds. */
const beginsAnother = ({ localName, isEnd }: XmlTag, root: string | undefined, { wholes }: Wanted): boolean =>
  !isEnd && wholes.has(localName) && root !== undefined && wholes.has(localNameOf(root));

/** A record that is a whole document has no root around it. */
const stateWithin = (root: string | undefined, depth: number, parent: string | undefined): CutState =>
  root === undefined
    ? BETWEEN_DOCUMENTS
    : `${depth} of ${root}${parent === undefined ? "" : ` in ${parent}`}`;

const endsBefore = (scanner: RecordScanner, what: string) =>
  new BatchFileError("truncated", `the file ends at byte ${scanner.fileOffset}, before ${what}`);

/** Goes to the `<` of the next start or end tag; gives none at the end of the file. */
function toNextTag(scanner: RecordScanner): Steps<XmlTag | undefined>;
/** The same, but stops where a document with one of these roots begins. */
function toNextTag(
  scanner: RecordScanner,
  roots?: ReadonlySet<string>,
): Steps<XmlTag | "document" | undefined>;
function* toNextTag(
  scanner: RecordScanner,
  roots: ReadonlySet<string> = NO_ROOTS,
): Steps<XmlTag | "document" | undefined> {
  while (isAtNextLess(scanner, HIDING_BYTES) || (yield* toNextLess(scanner, HIDING_BYTES))) {
    const tag = tagAt(scanner);
    if (tag) return tag;
    if (isUnfinishedTag(scanner)) yield NEED_MORE;
    else if (yield* beginsDocument(scanner, roots)) return "document";
    else if (isDocumentType(scanner)) yield* skipDocumentType(scanner);
    else {
      const isHidden = yield* skipHiding(scanner, roots);
      if (isHidden === "document") return "document";
      if (!isHidden) scanner.at++;
    }
  }
  return undefined;
}

/** The roots that no record of a name holds: one of them begins another document. */
interface Surroundings {
  readonly outer: ReadonlySet<string>;
  /** As they stand in start tags. */
  readonly starts: readonly string[];
  /** 1 for each byte that one of them begins with. */
  readonly firstBytes: Uint8Array;
  readonly endTag: Buffer;
  readonly notPlain: RegExp;
  /** Up to this byte of the file no plain record was found. */
  lookedUpTo: number;
}

/** A record may hold the elements of others, such as an article in a record of OAI-PMH, but none of its own name that is a root. */
function surroundingsOf(
  { name, localName }: XmlTag,
  { elements, roots, surroundings }: Wanted,
): Surroundings {
  const known = surroundings.get(name);
  if (known) return known;
  const outer = [...roots].filter((root) => root === localName || !elements.has(root));
  const starts = outer.map((root) => (root === localName ? name : root));
  const found = {
    outer: new Set(outer),
    starts,
    firstBytes: new Uint8Array(256),
    endTag: Buffer.from(`</${name}>`, "latin1"),
    notPlain: notPlainIn(name, starts),
    lookedUpTo: 0,
  };
  for (const start of starts) found.firstBytes[start.charCodeAt(0)] = 1;
  surroundings.set(name, found);
  return found;
}

/**
 * Goes from an element's start tag to just behind its end tag; gives false where a document begins before that. Elements of the same
 * name within are counted, unless documents have that root. The open record's text ends behind the first element of the local name
 * `textEndsBehind`.
 */
function* skipElement(scanner: RecordScanner, tag: XmlTag, wanted: Wanted): Steps<boolean> {
  const { name } = tag;
  const { textEndsBehind } = wanted;
  const beginsAt = scanner.fileOffset;
  const surroundings = surroundingsOf(tag, wanted);
  const { outer, starts, firstBytes } = surroundings;
  const isEmpty = yield* skipTag(scanner, outer);
  if (isEmpty !== false) return isEmpty === true;
  if (textEndsBehind === undefined && (yield* passPlain(scanner, surroundings))) return true;
  let depth = 1;
  let endOfText = textEndsBehind;
  const ahead = Math.max(
    HIDING_BYTES,
    ...[name, ...starts].map((each) => each.length + "</>".length),
    endOfText === undefined ? 0 : MAX_NAME_BYTES,
  );
  while (isAtNextLess(scanner, ahead) || (yield* toNextLess(scanner, ahead))) {
    const { bytes, at } = scanner;
    const next = bytes[at + 1] ?? 0;
    if (next === EXCLAMATION || next === QUESTION) {
      if (yield* beginsDocument(scanner, outer)) return false;
      const isHidden = yield* skipHiding(scanner, outer);
      if (isHidden === "document") return false;
      if (!isHidden) scanner.at++;
    } else if (next === SLASH && isName(bytes, at + 2, name)) {
      if ((yield* skipTag(scanner, outer)) === "document") return false;
      if (--depth === 0) return true;
    } else if (next === SLASH && endOfText !== undefined && tagAt(scanner)?.localName === endOfText) {
      if ((yield* skipTag(scanner, outer)) === "document") return false;
      scanner.endText();
      endOfText = undefined;
    } else if (firstBytes[next] === 1 && starts.some((start) => isName(bytes, at + 1, start))) return false;
    else if (isName(bytes, at + 1, name)) {
      const isEmptyElement = yield* skipTag(scanner, outer);
      if (isEmptyElement === "document") return false;
      if (!isEmptyElement) depth++;
    } else scanner.at++;
  }
  throw truncated(scanner, `<${name}>`, beginsAt);
}

/**
 * Goes behind an element's end tag, if nothing within the element has to be looked at more closely; gives whether it is so. Most records
 * are such, and are found in a fraction of the time. Each byte is looked at once, whatever stands there.
 */
function* passPlain(scanner: RecordScanner, surroundings: Surroundings): Steps<boolean> {
  const { at, fileOffset, maxRecordBytes } = scanner;
  const { endTag, notPlain } = surroundings;
  if (fileOffset < surroundings.lookedUpTo) return false;
  let end = scanner.bytes.indexOf(endTag, at);
  while (end === -1 && !scanner.ended && scanner.bytes.length - at <= maxRecordBytes) {
    const from = Math.max(at, scanner.bytes.length - endTag.length + 1);
    yield NEED_MORE;
    end = scanner.bytes.indexOf(endTag, from);
  }
  const { bytes } = scanner;
  const isPlain =
    end !== -1 && end - at <= maxRecordBytes && !notPlain.test(bytes.toString("latin1", at, end));
  if (isPlain) scanner.at = end + endTag.length;
  else surroundings.lookedUpTo = fileOffset + (end === -1 ? bytes.length : end) - at;
  return isPlain;
}

/** What within an element of this name is looked at: comments, declarations, start tags of these names, and odd end tags of its own. */
const notPlainIn = (name: string, starts: readonly string[]) => {
  const own = RegExp.escape(name);
  const names = [own, ...starts.map((start) => RegExp.escape(start))].join("|");
  return new RegExp(`<(?:[!?]|(?:${names})[ \\t\\r\\n/>]|/${own}[ \\t\\r\\n/])`);
};

/** Whether this name stands here, and no longer one that begins with it. */
function isName(bytes: Buffer, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name.charCodeAt(i)) return false;
  const after = bytes[at + name.length];
  return after === GREATER || after === SLASH || isSpace(after);
}
