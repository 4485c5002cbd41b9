import { BatchFileError } from "../../batch-files/batch-file.ts";
import {
  FEED_ERROR,
  type Format,
  type FormatContext,
  type RecordProblem,
  type SourceRecord,
} from "../format.ts";
import { BETWEEN_DOCUMENTS, cutStray, cutStrayUpTo, endStray, toNextDocument } from "./between-documents.ts";
import type { CutState } from "./cut-record.ts";
import { cutRecords, isSpace, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";
import {
  type Beginnings,
  beginsDocument,
  HIDING_BYTES,
  isAtNextLess,
  isDocumentType,
  isStartTag,
  skipDocumentType,
  skipHiding,
  skipTag,
  toNextLess,
  toTagEnd,
  truncated,
} from "./xml-markup.ts";
import { isUnfinishedTag, localNameOf, MAX_NAME_BYTES, tagAt, type XmlTag } from "./xml-tag.ts";

export interface XmlElementsOptions {
  /** The local names of the elements that are records, anywhere in a document. A record may also be a whole document. */
  readonly elements: readonly string[];
  /**
   * The local names of documents' roots. A document with another root is read too if it holds a record. Without this option, the
   * first root of the file is taken.
   */
  readonly roots?: readonly string[];
  /** The local names of roots that may stand inside another root. They are parts of a document that some tools save as documents. */
  readonly parts?: readonly string[];
  /**
   * Elements that are records only inside a certain other element. Maps their local name to that of the other element.
   * `{ PMID: "DeleteCitation" }` says that a `PMID` is a record only inside a `DeleteCitation`.
   */
  readonly onlyIn?: Readonly<Record<string, string>>;
  /**
   * Maps the local name of a record to those of the records and roots that may stand inside it. `{ record: ["article"] }` says that
   * a `record` may hold an `article`. Any other record or root inside a record shows that the record is cut off.
   */
  readonly mayHold?: Readonly<Record<string, readonly string[]>>;
  /**
   * The local name of an inner element. A record's text ends after its first such element. The rest of the record is skipped
   * and may have any size. Use it if nothing after that element is needed.
   */
  readonly textEndsBehind?: string;
  /** The local names of elements beside records that never hold papers. They are counted as passed over. */
  readonly passedOver?: readonly string[];
  /** Returns the message of an element that is an error of the source. Returns undefined for a record. */
  errorOf?(element: string): string | undefined;
  /** Tells whether an element is skipped, for example the answer that nothing was found. */
  isNothing?(element: string): boolean;
}

/**
 * Returns the `split` of an XML format. It cuts documents into the elements with these local names, with any namespace prefix.
 *
 * Inside a record, the splitter looks only at the tags of records and roots. So a record that is not well-formed does not
 * damage the next record. Comments, CDATA sections, processing instructions, the document type and everything else outside the records are skipped.
 *
 * A file may contain several documents. If a document or another record begins inside an open record, or a document inside an open
 * document, the open one is cut off: the part before that place becomes a record with the problem `malformed`. Text between
 * documents becomes a record with the problem `not-a-paper`, or `feed-error` if it is an error of the source. So every byte is
 * accounted for, and a broken document or record does not hide the next one.
 *
 * @throws BatchFileError from the iteration: `truncated` if the file ends inside a record or before the root's end tag,
 * `feed-error` if the file ends with an error of the source
 * @see https://www.w3.org/TR/xml/#sec-logical-struct
 */
export const splitXmlElements =
  ({
    elements,
    roots = [],
    parts = [],
    onlyIn = {},
    mayHold = {},
    passedOver = [],
    ...options
  }: XmlElementsOptions): Format["split"] =>
  (file, { maxRecordBytes, onPassedOver = () => {} }) => {
    const documents = { roots: new Set(roots), starts: new Set<string>() };
    const wanted = {
      ...options,
      elements: new Set(elements),
      passedOver: new Set(passedOver),
      onPassedOver,
      documents,
      roots: documents.roots,
      wholes: new Set(roots.filter((root) => !parts.includes(root) && !elements.includes(root))),
      starts: new Set([...roots, ...elements.filter((element) => onlyIn[element] === undefined)]),
      onlyIn,
      mayHold,
      parents: new Set(Object.values(onlyIn)),
      surroundings: new Map(),
    };
    return cutRecords(file, maxRecordBytes, (scanner) => cutDocuments(scanner, wanted));
  };

/** The options of {@link splitXmlElements}, prepared for cutting. */
interface Wanted extends Pick<XmlElementsOptions, "textEndsBehind" | "errorOf" | "isNothing"> {
  readonly elements: ReadonlySet<string>;
  readonly passedOver: ReadonlySet<string>;
  readonly onPassedOver: NonNullable<FormatContext["onPassedOver"]>;
  readonly roots: Set<string>;
  /** The roots of documents. An XML declaration before such a root begins another document. */
  readonly documents: Beginnings;
  /** The roots that never stand inside another root. */
  readonly wholes: ReadonlySet<string>;
  /** The elements that can begin a document: roots and records. */
  readonly starts: Set<string>;
  readonly onlyIn: Readonly<Record<string, string>>;
  readonly mayHold: NonNullable<XmlElementsOptions["mayHold"]>;
  readonly parents: ReadonlySet<string>;
  /** For each name of a record, the elements that can stand around such a record. */
  readonly surroundings: Map<string, Surroundings>;
}

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
    else if (isStartTag(scanner, wanted.passedOver) && isOtherRoot(scanner)) yield* passOver(scanner, wanted);
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

/** HTML elements that can begin a page, or a part of a page. */
const OF_HTML: ReadonlySet<string> = new Set(
  "html head body title meta link script style main header div center p pre br hr h1 h2 h3 span a b i font table ul ol".split(
    " ",
  ),
);

function isOtherRoot(scanner: RecordScanner): boolean {
  const tag = tagAt(scanner);
  return tag !== undefined && !tag.isEnd && !OF_HTML.has(tag.localName.toLowerCase());
}

/** Counts and skips an element that never holds papers, and that stands alone as records can. */
function* passOver(scanner: RecordScanner, wanted: Wanted): Steps<void> {
  const tag = tagAt(scanner);
  if (!tag) return;
  wanted.onPassedOver(`<${tag.localName}>`, scanner.fileOffset);
  scanner.begin();
  yield* skipElement(scanner, tag, wanted);
  scanner.abandon();
}

/**
 * Cuts a document with an unknown root: some tools write a root of their own around records. If the document holds neither a
 * record nor a known root, or is cut off before one, it becomes a single record that is rejected.
 */
function* cutOtherDocument(scanner: RecordScanner, wanted: Wanted): Steps<void> {
  const { documents, wholes, starts } = wanted;
  const beginsAt = scanner.fileOffset;
  const root = tagAt(scanner)?.name;
  let depth = 0;
  scanner.begin();
  for (
    let tag = yield* toNextTag(scanner, documents);
    tag && tag !== "another";
    tag = yield* toNextTag(scanner, documents)
  ) {
    if (!tag.isEnd && starts.has(tag.localName)) {
      if (wholes.has(tag.localName) && isCutOffHere(scanner, beginsAt)) break;
      return yield* cutDocument(scanner, wanted, root, depth);
    }
    if (tag.name !== root) {
      scanner.at++;
      continue;
    }
    const isEmpty = yield* toTagEnd(scanner, wanted);
    if (isEmpty === "another") break;
    if (tag.isEnd) depth--;
    else if (isEmpty === false) depth++;
    if (depth === 0) return yield endStray(scanner, starts);
  }
  yield* cutStrayUpTo(scanner, starts);
}

/** Tells whether the text right before this place is not a whole tag. Then the open document is cut off and another one begins here. */
function isCutOffHere(scanner: RecordScanner, beganAt: number): boolean {
  if (scanner.fileOffset - beganAt > scanner.maxRecordBytes) return true;
  let before = scanner.at - 1;
  while (isSpace(scanner.bytes[before])) before--;
  return scanner.bytes[before] !== GREATER;
}

/**
 * Cuts a document, from the root's start tag or from a place inside the root, to just after the root's end tag. The root may be a
 * record itself. Stops early if another document begins.
 */
function* cutDocument(scanner: RecordScanner, wanted: Wanted, within?: string, around = 0): Steps<void> {
  let root = within;
  let depth = around;
  /** The open element that {@link XmlElementsOptions.onlyIn} names, if there is one. */
  let parent: string | undefined;
  do {
    const tag = yield* toNextTag(scanner, depth > 0 ? wanted.documents : undefined);
    if (tag === "another" || (tag && depth > 0 && beginsAnotherRoot(tag, root, wanted))) {
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
        const problem = cutOff(`the <${name}>`, "record or document");
        // The document may be cut off too, so the next record stands alone. A record of a list needs its list.
        if (parent === undefined) return yield scanner.end(BETWEEN_DOCUMENTS, { problem });
        yield scanner.end(stateWithin(root, depth, parent), { problem });
        continue;
      }
      const record = endRecord(scanner, wanted, stateWithin(root, depth, parent));
      if (record) yield record;
      // Keeps the text after the record: it becomes a record with a problem if the document is cut off in it.
      if (depth > 0) scanner.begin();
      continue;
    }
    root ??= name;
    if (!isEnd && wanted.passedOver.has(localName)) wanted.onPassedOver(`<${localName}>`, scanner.fileOffset);
    if (name === root) {
      if (depth === 0) scanner.begin();
      const isEmpty = yield* skipTag(scanner, wanted);
      if (isEmpty === "another") {
        yield scanner.end(BETWEEN_DOCUMENTS, { problem: cutOff(`the <${root}>`) });
        return;
      }
      if (isEnd) depth--;
      else if (!isEmpty) depth++;
    } else scanner.at++;
  } while (depth > 0);
  scanner.abandon();
}

const cutOff = (what: string, next = "document"): RecordProblem => ({
  reason: "malformed",
  message: `${what} is cut off here: another ${next} begins after it`,
});

/**
 * Ends the open record and returns it, with a problem if it is an error of the source. If the element is one to be skipped, drops
 * it and returns undefined.
 */
function endRecord(
  scanner: RecordScanner,
  { errorOf, isNothing }: Wanted,
  state: CutState,
): SourceRecord | undefined {
  const text = errorOf || isNothing ? (scanner.text() ?? "") : "";
  if (isNothing?.(text)) {
    scanner.abandon();
    return undefined;
  }
  const said = errorOf?.(text);
  return said === undefined
    ? scanner.end(state)
    : scanner.end(state, { problem: { reason: FEED_ERROR, message: said } });
}

const isRecord = (localName: string, parent: string | undefined, { elements, onlyIn }: Wanted) =>
  elements.has(localName) && (onlyIn[localName] ?? parent) === parent;

/** Tells whether this tag begins another document, because it is a root that never stands inside the open root. */
const beginsAnotherRoot = (
  { localName, isEnd }: XmlTag,
  root: string | undefined,
  { wholes }: Wanted,
): boolean => !isEnd && wholes.has(localName) && root !== undefined && wholes.has(localNameOf(root));

/** Returns the state after a record. A record that is a whole document has no root around it. */
const stateWithin = (root: string | undefined, depth: number, parent: string | undefined): CutState =>
  root === undefined
    ? BETWEEN_DOCUMENTS
    : `${depth} of ${root}${parent === undefined ? "" : ` in ${parent}`}`;

const endsBefore = (scanner: RecordScanner, what: string) =>
  new BatchFileError("truncated", `the file ends at byte ${scanner.fileOffset}, before ${what}`);

/** Goes to the `<` of the next start or end tag and returns the tag. Returns undefined at the end of the file. */
function toNextTag(scanner: RecordScanner): Steps<XmlTag | undefined>;
/** Does the same, but returns `another` if one of these documents begins before the next tag. */
function toNextTag(scanner: RecordScanner, documents?: Beginnings): Steps<XmlTag | "another" | undefined>;
function* toNextTag(scanner: RecordScanner, documents?: Beginnings): Steps<XmlTag | "another" | undefined> {
  while (isAtNextLess(scanner, HIDING_BYTES) || (yield* toNextLess(scanner, HIDING_BYTES))) {
    const tag = tagAt(scanner);
    if (tag) return tag;
    if (isUnfinishedTag(scanner)) yield NEED_MORE;
    else if (documents && (yield* beginsDocument(scanner, documents.roots))) return "another";
    else if (isDocumentType(scanner)) yield* skipDocumentType(scanner);
    else {
      const isHidden = yield* skipHiding(scanner, documents);
      if (isHidden === "another") return "another";
      if (!isHidden) scanner.at++;
    }
  }
  return undefined;
}

/** The tags and text that the splitter looks for inside records of one name. */
interface Surroundings {
  /** The roots and records that never stand inside such a record. */
  readonly outer: Beginnings;
  /** The names of these elements as they stand in start tags. */
  readonly starts: readonly string[];
  /** For each byte: 1 if one of `starts` begins with it, else 0. */
  readonly firstBytes: Uint8Array;
  readonly endTag: Buffer;
  readonly notPlain: RegExp;
  /** Before this offset of the file, {@link passPlain} has already searched without success. */
  lookedUpTo: number;
}

function surroundingsOf({ name, localName }: XmlTag, wanted: Wanted): Surroundings {
  const known = wanted.surroundings.get(name);
  if (known) return known;
  const held = wanted.mayHold[localName] ?? [];
  const outer = new Set([...wanted.starts, localName].filter((each) => !held.includes(each)));
  const prefix = name.slice(0, -localName.length);
  const roots = [...outer].filter((each) => wanted.roots.has(each) && !wanted.elements.has(each));
  const starts = [...new Set([...[...outer].map((each) => `${prefix}${each}`), ...roots])];
  const found = {
    outer: { roots: outer, starts: outer },
    starts,
    firstBytes: new Uint8Array(256),
    endTag: Buffer.from(`</${name}>`, "latin1"),
    notPlain: notPlainIn(name, starts),
    lookedUpTo: 0,
  };
  for (const start of starts) found.firstBytes[start.charCodeAt(0)] = 1;
  wanted.surroundings.set(name, found);
  return found;
}

/**
 * Goes from an element's start tag to just after its end tag. Returns false if another document or record begins before that.
 * Inner elements with the same name are counted to find the right end tag, if such a record may hold them. The open record's
 * text ends after the first element with the local name `textEndsBehind`.
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
      if (yield* beginsDocument(scanner, outer.roots)) return false;
      const isHidden = yield* skipHiding(scanner, outer);
      if (isHidden === "another") return false;
      if (!isHidden) scanner.at++;
    } else if (next === SLASH && isName(bytes, at + 2, name)) {
      if ((yield* skipTag(scanner, outer)) === "another") return false;
      if (--depth === 0) return true;
    } else if (next === SLASH && endOfText !== undefined && tagAt(scanner)?.localName === endOfText) {
      if ((yield* skipTag(scanner, outer)) === "another") return false;
      scanner.endText();
      endOfText = undefined;
    } else if (firstBytes[next] === 1 && starts.some((start) => isName(bytes, at + 1, start))) return false;
    else if (isName(bytes, at + 1, name)) {
      const isEmptyElement = yield* skipTag(scanner, outer);
      if (isEmptyElement === "another") return false;
      if (!isEmptyElement) depth++;
    } else scanner.at++;
  }
  throw truncated(scanner, `<${name}>`, beginsAt);
}

/**
 * Goes to just after an element's end tag if the element is plain: it contains nothing that {@link skipElement} has to look at.
 * Returns whether it is plain. Most records are plain, and this finds their end much faster. Each byte is searched only once.
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
  if (end !== -1 && end - at <= maxRecordBytes) {
    scanner.at = end + endTag.length;
    // The record's text is needed anyway, and it is decoded only once.
    const text = scanner.text();
    notPlain.lastIndex = 1;
    if (text !== undefined && !notPlain.test(text)) return true;
    scanner.at = at;
  }
  surroundings.lookedUpTo = fileOffset + (end === -1 ? bytes.length : end) - at;
  return false;
}

/**
 * Matches, from `lastIndex` on, the markup that makes an element not plain: comments, declarations, start tags with these names,
 * and its own end tag in an unusual form.
 */
const notPlainIn = (name: string, starts: readonly string[]) => {
  const own = RegExp.escape(name);
  const names = [...new Set([own, ...starts.map((start) => RegExp.escape(start))])].join("|");
  return new RegExp(`<(?:[!?]|(?:${names})[ \\t\\r\\n/>]|/${own}[ \\t\\r\\n/])`, "g");
};

/** Tells whether exactly this name stands here, and not a longer name that begins with it. */
function isName(bytes: Buffer, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name.charCodeAt(i)) return false;
  const after = bytes[at + name.length];
  return after === GREATER || after === SLASH || isSpace(after);
}
