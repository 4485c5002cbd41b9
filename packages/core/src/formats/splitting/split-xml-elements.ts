import { BatchFileError } from "../../batch-files/batch-file.ts";
import type { Format } from "../format.ts";
import { cutRecords, isSpace, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

export interface XmlElementsOptions {
  /** The local names of the elements that are records, wherever in the document they stand. */
  readonly elements: readonly string[];
}

/**
 * Makes the `split` of an XML format: cuts a document into the elements of these names, whatever their namespace prefix.
 *
 * It looks at tags only where it has to: within a record, it goes by the record's own name. So a record that is not
 * well-formed does no harm to the next one, as long as its end tag is there. Comments, CDATA sections, processing
 * instructions and the document type are passed over. Documents may follow one another.
 *
 * @throws BatchFileError from the iteration: `truncated` where the file ends within a record or before the root's end
 * @see https://www.w3.org/TR/xml/#sec-logical-struct
 */
export const splitXmlElements =
  ({ elements }: XmlElementsOptions): Format["split"] =>
  (file, { maxRecordBytes }) =>
    cutRecords(file, maxRecordBytes, (scanner) => cutElements(scanner, new Set(elements)));

const EXCLAMATION = 0x21;
const QUOTATION = 0x22;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const LESS = 0x3c;
const GREATER = 0x3e;
const QUESTION = 0x3f;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** What hides markup, by its beginning and its end. */
const HIDING = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
] as const;
const DOCUMENT_TYPE = "<!DOCTYPE";
/** The longest of these. */
const HIDING_BYTES = 9;

/** How much of the markup after a `<` is looked at. Longer names are not known. */
const LOOKAHEAD_BYTES = 512;
const TAG = /^<(\/?)([^\s<>/!?]+)(?=[\s>/])/;

function* cutElements(scanner: RecordScanner, elements: ReadonlySet<string>): Steps<void> {
  let root: string | undefined;
  let openRoots = 0;
  for (;;) {
    const tag = yield* nextTag(scanner);
    if (!tag) break;
    const { name, isEnd } = tag;
    if (!isEnd && elements.has(name.slice(name.indexOf(":") + 1))) {
      root ??= name;
      scanner.begin();
      yield* skipElement(scanner, name);
      yield scanner.end();
    } else if (!isEnd && openRoots === 0) {
      root = name;
      if (!(yield* skipTag(scanner))) openRoots = 1;
    } else if (name === root) {
      const isEmpty = yield* skipTag(scanner);
      if (isEnd) openRoots--;
      else if (!isEmpty) openRoots++;
    } else scanner.at++;
  }
  if (root === undefined || openRoots > 0)
    throw new BatchFileError(
      "truncated",
      `the file ends at byte ${scanner.fileOffset}, before ${root === undefined ? "any element" : `</${root}>`}`,
    );
}

/** Goes to the `<` of the next start or end tag; gives none at the end of the file. */
function* nextTag(scanner: RecordScanner): Steps<{ name: string; isEnd: boolean } | undefined> {
  while (yield* toNextLess(scanner, LOOKAHEAD_BYTES)) {
    const { bytes, at } = scanner;
    const [, slash, name] = TAG.exec(bytes.toString("latin1", at, at + LOOKAHEAD_BYTES)) ?? [];
    if (name !== undefined) return { name, isEnd: slash === "/" };
    if (beginsWith(bytes, at, DOCUMENT_TYPE)) yield* skipDocumentType(scanner);
    else if (!(yield* skipHiding(scanner))) scanner.at++;
  }
  return undefined;
}

/** Goes from an element's start tag to just behind its end tag. Elements of the same name within are counted. */
function* skipElement(scanner: RecordScanner, name: string): Steps<void> {
  const beginsAt = scanner.fileOffset;
  if (yield* skipTag(scanner)) return;
  let depth = 1;
  while (yield* toNextLess(scanner, Math.max(HIDING_BYTES, name.length + "</>".length))) {
    const { bytes, at } = scanner;
    const next = bytes[at + 1];
    if (next === EXCLAMATION || next === QUESTION) {
      if (!(yield* skipHiding(scanner))) scanner.at++;
    } else if (next === SLASH && isName(bytes, at + 2, name)) {
      yield* skipTag(scanner);
      if (--depth === 0) return;
    } else if (isName(bytes, at + 1, name)) {
      if (!(yield* skipTag(scanner))) depth++;
    } else scanner.at++;
  }
  throw truncated(scanner, `<${name}>`, beginsAt);
}

/** Goes to the next `<`, with `ahead` bytes in memory behind it where there are so many; gives whether there is one. */
function* toNextLess(scanner: RecordScanner, ahead: number): Steps<boolean> {
  for (;;) {
    const less = scanner.bytes.indexOf(LESS, scanner.at);
    scanner.at = less === -1 ? scanner.bytes.length : less;
    if (less !== -1 && scanner.bytes.length - less >= ahead) return true;
    if (scanner.ended) return less !== -1;
    yield NEED_MORE;
  }
}

/** Goes to just behind a tag's `>`, which is not one within quotes; gives whether the tag is an empty element's. */
function* skipTag(scanner: RecordScanner): Steps<boolean> {
  const beginsAt = scanner.fileOffset;
  let quote: number | undefined;
  let last: number | undefined;
  for (;;) {
    const byte = scanner.bytes[scanner.at];
    if (byte === undefined) {
      if (scanner.ended) throw truncated(scanner, "the tag", beginsAt);
      yield NEED_MORE;
      continue;
    }
    scanner.at++;
    if (quote !== undefined) {
      if (byte === quote) quote = undefined;
    } else if (byte === GREATER) return last === SLASH;
    else if (byte === QUOTATION || byte === APOSTROPHE) quote = byte;
    last = byte;
  }
}

/** Goes over a comment, CDATA section or processing instruction, if there is one at this place; gives whether. */
function* skipHiding(scanner: RecordScanner): Steps<boolean> {
  const beginsAt = scanner.fileOffset;
  for (const [begin, end] of HIDING) {
    if (!beginsWith(scanner.bytes, scanner.at, begin)) continue;
    scanner.at += begin.length;
    for (;;) {
      const found = scanner.bytes.indexOf(end, scanner.at, "latin1");
      if (found !== -1) {
        scanner.at = found + end.length;
        return true;
      }
      if (scanner.ended) throw truncated(scanner, `${begin} ... ${end}`, beginsAt);
      scanner.at = scanner.bytes.length - end.length + 1;
      yield NEED_MORE;
    }
  }
  return false;
}

function* skipDocumentType(scanner: RecordScanner): Steps<void> {
  const beginsAt = scanner.fileOffset;
  let quote: number | undefined;
  let inSubset = false;
  scanner.at += DOCUMENT_TYPE.length;
  for (;;) {
    const { bytes, at } = scanner;
    const byte = bytes[at];
    if (byte === undefined || (byte === LESS && bytes.length - at < HIDING_BYTES && !scanner.ended)) {
      if (scanner.ended) throw truncated(scanner, DOCUMENT_TYPE, beginsAt);
      yield NEED_MORE;
      continue;
    }
    if (quote !== undefined) {
      if (byte === quote) quote = undefined;
    } else if (byte === LESS && (yield* skipHiding(scanner))) continue;
    else if (byte === QUOTATION || byte === APOSTROPHE) quote = byte;
    else if (byte === OPEN_BRACKET) inSubset = true;
    else if (byte === CLOSE_BRACKET) inSubset = false;
    else if (byte === GREATER && !inSubset) {
      scanner.at++;
      return;
    }
    scanner.at++;
  }
}

const beginsWith = (bytes: Buffer, at: number, text: string) =>
  bytes.toString("latin1", at, at + text.length) === text;

/** Whether this name stands here, and no longer one that begins with it. */
function isName(bytes: Buffer, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name.charCodeAt(i)) return false;
  const after = bytes[at + name.length];
  return after === GREATER || after === SLASH || isSpace(after);
}

const truncated = (scanner: RecordScanner, what: string, beginsAt: number) =>
  new BatchFileError(
    "truncated",
    `the file ends at byte ${scanner.fileOffset}, within ${what} that begins at byte ${beginsAt}`,
  );
