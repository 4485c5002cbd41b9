import { BatchFileError } from "../../batch-files/batch-file.ts";
import { xmlRootOf } from "../xml-root.ts";
import { NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

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
const NO_ROOTS: ReadonlySet<string> = new Set();
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
 * @param roots if a document with one of these roots begins inside the tag, goes there and returns `document`
 * @throws BatchFileError `truncated` if the file ends inside the tag
 */
export function* skipTag(
  scanner: RecordScanner,
  roots: ReadonlySet<string> = NO_ROOTS,
): Steps<boolean | "document"> {
  const beginsAt = scanner.fileOffset;
  const end = yield* toTagEnd(scanner, roots);
  if (end === "file end") throw truncated(scanner, "the tag", beginsAt);
  return end;
}

/** Does the same as {@link skipTag}, but returns `file end` if the file ends inside the tag. */
export function* toTagEnd(
  scanner: RecordScanner,
  roots: ReadonlySet<string> = NO_ROOTS,
): Steps<boolean | "document" | "file end"> {
  let quote: number | undefined;
  let last: number | undefined;
  for (;;) {
    const byte = scanner.bytes[scanner.at];
    if (byte === undefined) {
      if (scanner.ended) return "file end";
      yield NEED_MORE;
      continue;
    }
    if (byte === LESS && last !== undefined && (yield* beginsDocument(scanner, roots))) return "document";
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
 * the next one of the file.
 *
 * @param roots if a document with one of these roots follows inside a section that is cut off, goes there and returns `document`
 */
export function* skipHiding(
  scanner: RecordScanner,
  roots: ReadonlySet<string> = NO_ROOTS,
): Steps<boolean | "document"> {
  const beginsAt = scanner.fileOffset;
  for (const [begin, end] of HIDING) {
    if (!beginsWith(scanner.bytes, scanner.at, begin)) continue;
    scanner.at += begin.length;
    for (;;) {
      const found = scanner.bytes.indexOf(end, scanner.at, "latin1");
      const declared = roots.size === 0 ? -1 : scanner.bytes.indexOf(DECLARATION, scanner.at, "latin1");
      if (
        declared !== -1 &&
        (found === -1 || declared < found) &&
        !isQuoted(scanner, begin, declared, found)
      ) {
        scanner.at = declared;
        if (!(yield* beginsDocument(scanner, roots))) scanner.at++;
        else if (found !== -1 || scanner.ended || scanner.bytes.length - scanner.at > scanner.maxRecordBytes)
          return "document";
        else yield NEED_MORE;
        continue;
      }
      if (found !== -1) {
        scanner.at = found + end.length;
        return true;
      }
      if (scanner.ended) throw truncated(scanner, `${begin} ... ${end}`, beginsAt);
      scanner.at = Math.max(scanner.at, scanner.bytes.length - DECLARATION.length + 1);
      yield NEED_MORE;
    }
  }
  return false;
}

/** Tells whether a declaration is part of a section that ends at `end` (-1 if the end is not in memory). */
const isQuoted = ({ bytes }: RecordScanner, begin: string, declaredAt: number, end: number): boolean => {
  if (end === -1) return false;
  const again = bytes.indexOf(begin, declaredAt, "latin1");
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
