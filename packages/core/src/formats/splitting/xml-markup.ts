import { BatchFileError } from "../../batch-files/batch-file.ts";
import { xmlRootOf } from "../xml-root.ts";
import { NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";
import { isUnfinishedTag, MAX_NAME_BYTES, tagAt } from "./xml-tag.ts";

const QUOTATION = 0x22;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const LESS = 0x3c;
const GREATER = 0x3e;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const CDATA = "<![CDATA[";
/** The beginnings and ends of sections in which `<` is not markup. */
const HIDING = [
  ["<!--", "-->"],
  [CDATA, "]]>"],
  ["<?", "?>"],
] as const;
const DOCUMENT_TYPE = "<!DOCTYPE";
const DECLARATION = "<?xml ";

/** The documents and records that can follow a cut. If one of them begins inside an open tag, section or record, the open one is cut off. */
export interface Beginnings {
  /** The local names of roots. An XML declaration or a document type before such a root begins a document. */
  readonly roots: ReadonlySet<string>;
  /** The local names of the elements that begin a document or a record without a declaration too. */
  readonly starts: ReadonlySet<string>;
}

const NONE: Beginnings = { roots: new Set(), starts: new Set() };
/** At most this much is examined to tell whether a document begins. */
const LOOK_BYTES = 8_192;
/** The length of the longest beginning: `<![CDATA[` and `<!DOCTYPE`. */
export const HIDING_BYTES = 9;

/**
 * Skips to the next `<` that can start a tag. A `<` right before another `<` cannot. Reads on until `ahead` bytes from there
 * are in memory, or the file ends. Returns whether there is such a `<`.
 */
export function* toNextLess(scanner: RecordScanner, ahead: number): Steps<boolean> {
  while (!isAtNextLess(scanner, ahead)) {
    if (scanner.ended) return scanner.at < scanner.bytes.length;
    yield NEED_MORE;
  }
  return true;
}

/**
 * Does the same with only the bytes in memory. Returns whether they were enough. It is a plain function because that is faster
 * than a generator, and most records have a `<` every few bytes.
 */
export function isAtNextLess(scanner: RecordScanner, ahead: number): boolean {
  const { bytes } = scanner;
  let { at } = scanner;
  while (at < bytes.length && (bytes[at] !== LESS || bytes[at + 1] === LESS)) at++;
  scanner.at = at;
  return bytes.length - at >= ahead;
}

/**
 * Goes to just after a tag's `>`. A `>` inside quotes does not count. Returns whether the tag is an empty element, such as `<a/>`.
 *
 * @param beginnings if one of these begins inside the tag, goes there and returns `another`
 * @throws BatchFileError `truncated` if the file ends inside the tag
 */
export function* skipTag(scanner: RecordScanner, beginnings: Beginnings = NONE): Steps<boolean | "another"> {
  const beginsAt = scanner.fileOffset;
  const end = yield* toTagEnd(scanner, beginnings);
  if (end === "file end") throw truncated(scanner, "the tag", beginsAt);
  return end;
}

/** Does the same as {@link skipTag}, but returns `file end` if the file ends inside the tag. */
export function* toTagEnd(
  scanner: RecordScanner,
  beginnings: Beginnings = NONE,
): Steps<boolean | "another" | "file end"> {
  let quote: number | undefined;
  let last: number | undefined;
  for (;;) {
    const byte = scanner.bytes[scanner.at];
    if (byte === undefined) {
      if (scanner.ended) return "file end";
      yield NEED_MORE;
      continue;
    }
    if (byte === LESS && last !== undefined && (yield* beginsAnother(scanner, beginnings))) return "another";
    scanner.at++;
    if (quote !== undefined) {
      if (byte === quote) quote = undefined;
    } else if (byte === GREATER) return last === SLASH;
    else if (byte === QUOTATION || byte === APOSTROPHE) quote = byte;
    last = byte;
  }
}

/**
 * Skips a comment, CDATA section or processing instruction at this place. Returns whether there was one.
 *
 * A section may quote a whole document: `<![CDATA[<?xml version="1.0"?><article/>]]>`. Then the section ends after it, with no
 * other section of its kind before that end, because sections do not nest. Otherwise the section is cut off, and the document is
 * the next one of the file. The same holds for a record.
 *
 * @param beginnings if one of these follows inside a section that is cut off, goes there and returns `another`
 */
export function* skipHiding(
  scanner: RecordScanner,
  beginnings: Beginnings = NONE,
): Steps<boolean | "another"> {
  const beginsAt = scanner.fileOffset;
  for (const [begin, end] of HIDING) {
    if (!beginsWith(scanner.bytes, scanner.at, begin)) continue;
    scanner.at += begin.length;
    for (;;) {
      const found = scanner.bytes.indexOf(end, scanner.at, "latin1");
      const another = nextBeginning(scanner, found, beginnings);
      if (another !== -1 && !isQuoted(scanner, begin, another, found)) {
        scanner.at = another;
        if (!(yield* beginsAnother(scanner, beginnings))) scanner.at++;
        else if (found !== -1 || scanner.ended || scanner.bytes.length - scanner.at > scanner.maxRecordBytes)
          return "another";
        else yield NEED_MORE;
        continue;
      }
      if (found !== -1) {
        scanner.at = found + end.length;
        return true;
      }
      if (scanner.ended) throw truncated(scanner, `${begin} ... ${end}`, beginsAt);
      scanner.at = Math.max(scanner.at, scanner.bytes.length - MAX_NAME_BYTES);
      yield NEED_MORE;
    }
  }
  return false;
}

/** Returns the index of the next place before `end` where one of these may begin, or -1. If `end` is -1, looks at all bytes in memory. */
function nextBeginning({ bytes, at }: RecordScanner, end: number, { roots, starts }: Beginnings): number {
  if (roots.size === 0) return -1;
  const section = bytes.subarray(at, end === -1 ? undefined : end);
  const declared = section.indexOf(DECLARATION, 0, "latin1");
  const started = starts.size === 0 || !section.includes(LESS) ? -1 : startIn(section, starts);
  const first = declared === -1 || (started !== -1 && started < declared) ? started : declared;
  return first === -1 ? -1 : at + first;
}

const startIn = (section: Buffer, starts: ReadonlySet<string>): number =>
  section
    .toString("latin1")
    .search(new RegExp(`<(?:[^\\s<>/:!?]+:)?(?:${[...starts].map(RegExp.escape).join("|")})[\\s/>]`));

/** Tells whether what begins at `beginsAt` is part of a section that ends at `end` (-1 if the end is not in memory). */
const isQuoted = ({ bytes }: RecordScanner, begin: string, beginsAt: number, end: number): boolean => {
  if (end === -1) return false;
  const again = bytes.indexOf(begin, beginsAt, "latin1");
  return again === -1 || again > end;
};

export function* skipDocumentType(scanner: RecordScanner): Steps<void> {
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

/** Tells whether one of these begins at this place. */
function* beginsAnother(scanner: RecordScanner, { roots, starts }: Beginnings): Steps<boolean> {
  while (starts.size > 0 && isUnfinishedTag(scanner)) yield NEED_MORE;
  return isStartTag(scanner, starts) || (yield* beginsDocument(scanner, roots));
}

/** Tells whether the start tag of one of these elements stands at this place. */
export function isStartTag(scanner: RecordScanner, starts: ReadonlySet<string>): boolean {
  const tag = tagAt(scanner);
  return tag !== undefined && !tag.isEnd && starts.has(tag.localName);
}

/** Tells whether an XML declaration or a document type at this place begins a document with one of these roots. */
export function* beginsDocument(scanner: RecordScanner, roots: ReadonlySet<string>): Steps<boolean> {
  if (roots.size === 0) return false;
  while (scanner.bytes.length - scanner.at < HIDING_BYTES && !scanner.ended) yield NEED_MORE;
  if (!isDocumentType(scanner) && !beginsWith(scanner.bytes, scanner.at, DECLARATION)) return false;
  while (scanner.bytes.length - scanner.at < LOOK_BYTES && !scanner.ended) yield NEED_MORE;
  const { bytes, at } = scanner;
  const root = xmlRootOf(bytes.toString("latin1", at, at + LOOK_BYTES));
  return root !== undefined && roots.has(root.localName);
}

export const isDocumentType = ({ bytes, at }: RecordScanner): boolean => beginsWith(bytes, at, DOCUMENT_TYPE);

export const isCdata = ({ bytes, at }: RecordScanner): boolean => beginsWith(bytes, at, CDATA);

const beginsWith = (bytes: Buffer, at: number, text: string) =>
  bytes.toString("latin1", at, at + text.length) === text;

export const truncated = (scanner: RecordScanner, what: string, beginsAt: number) =>
  new BatchFileError(
    "truncated",
    `the file ends at byte ${scanner.fileOffset}, within ${what} that begins at byte ${beginsAt}`,
  );
