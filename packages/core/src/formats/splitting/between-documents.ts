import type { SourceRecord } from "../format.ts";
import { problemOfStray } from "../stray-text.ts";
import type { CutState } from "./cut-record.ts";
import { isSpace, NEED_MORE, type RecordScanner, type Steps, skipByteOrderMark } from "./record-scanner.ts";
import {
  isCdata,
  isDocumentType,
  isStartTag,
  skipDocumentType,
  skipHiding,
  toNextLess,
} from "./xml-markup.ts";
import { MAX_NAME_BYTES, markupAt, tagAt } from "./xml-tag.ts";

/** The state of cutting when no document is open. */
export const BETWEEN_DOCUMENTS: CutState = "between documents";

const QUESTION = 0x3f;
const END_TAG = /^<\/[^\s<>/!?]+\s*>/;
const XML_DECLARATION = /^<\?xml\s/;

/**
 * Skips what may stand between two documents: white space, comments, processing instructions, document types, and end tags.
 * Returns whether more text follows.
 */
export function* toNextDocument(scanner: RecordScanner): Steps<boolean> {
  for (;;) {
    while (isSpace(scanner.bytes[scanner.at])) scanner.at++;
    const ahead = scanner.bytes.length - scanner.at;
    const [endTag] = END_TAG.exec(markupAt(scanner)) ?? [];
    if (ahead < MAX_NAME_BYTES && !scanner.ended) yield NEED_MORE;
    else if (ahead === 0) return false;
    else if (endTag !== undefined) scanner.at += endTag.length;
    else if (isDocumentType(scanner)) yield* skipDocumentType(scanner);
    else if (isCdata(scanner)) return true;
    else if (!(yield* skipHiding(scanner)) && !(yield* skipByteOrderMark(scanner))) return true;
  }
}

/** The elements that can begin a document. */
export interface Starts {
  /** The local names of these elements. */
  readonly starts: ReadonlySet<string>;
  /** The local names of the elements that are records. */
  readonly elements: ReadonlySet<string>;
}

/**
 * Returns the bytes between two documents as one record that is rejected without being parsed. The record ends where an XML
 * declaration or one of `starts` begins a document, or at the end of the file. A page of HTML may contain elements that are
 * named like records, such as `<article>`. So inside a page of HTML, an element of `elements` does not begin a document.
 */
export function* cutStray(scanner: RecordScanner, wanted: Starts): Steps<void> {
  const isPage = tagAt(scanner)?.localName.toLowerCase() === "html";
  scanner.begin();
  scanner.at++;
  if (isPage) yield* toEndOfPage(scanner, wanted);
  yield* cutStrayUpTo(scanner, wanted.starts);
}

function* toEndOfPage(scanner: RecordScanner, { starts, elements }: Starts): Steps<void> {
  while (yield* toNextLess(scanner, MAX_NAME_BYTES)) {
    if (isStart(scanner, starts) && !isStartTag(scanner, elements)) return;
    const tag = tagAt(scanner);
    if (tag?.isEnd && tag.localName.toLowerCase() === "html") return;
    scanner.at++;
  }
}

/** Ends the open record where the next document begins, or at the end of the file. The record is rejected without being parsed. */
export function* cutStrayUpTo(scanner: RecordScanner, starts: ReadonlySet<string>): Steps<void> {
  while ((yield* toNextLess(scanner, MAX_NAME_BYTES)) && !isStart(scanner, starts)) scanner.at++;
  yield endStray(scanner, starts);
}

/** Ends the open record at this place. The record is rejected without being parsed. */
export function endStray(scanner: RecordScanner, starts: ReadonlySet<string>): SourceRecord {
  const otherwise = `it is outside of a document, and does not begin a document with ${shownNames(starts)}`;
  return scanner.end(BETWEEN_DOCUMENTS, { problem: problemOfStray(scanner.text() ?? "", otherwise) });
}

const isStart = (scanner: RecordScanner, starts: ReadonlySet<string>) =>
  scanner.bytes[scanner.at + 1] === QUESTION
    ? XML_DECLARATION.test(markupAt(scanner))
    : isStartTag(scanner, starts);

const shownNames = (names: ReadonlySet<string>) => [...names].map((name) => `<${name}>`).join(" or ");
