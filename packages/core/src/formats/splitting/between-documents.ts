import type { SourceRecord } from "../format.ts";
import { problemOfStray } from "../stray-text.ts";
import type { CutState } from "./cut-record.ts";
import { isSpace, NEED_MORE, type RecordScanner, type Steps, skipByteOrderMark } from "./record-scanner.ts";
import { isCdata, isDocumentType, skipDocumentType, skipHiding, toNextLess } from "./xml-markup.ts";
import { MAX_NAME_BYTES, markupAt, tagAt } from "./xml-tag.ts";

/** The state of cutting where no document is open. */
export const BETWEEN_DOCUMENTS: CutState = "between documents";

const QUESTION = 0x3f;
const END_TAG = /^<\/[^\s<>/!?]+\s*>/;
const XML_DECLARATION = /^<\?xml\s/;

/**
 * Goes past what may stand between two documents: white space, comments, processing instructions, document types, and end
 * tags, which hold nothing. Gives whether there is more.
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

/** The local names of elements that documents begin with. */
export interface Starts {
  readonly starts: ReadonlySet<string>;
  /** Those that are records. */
  readonly elements: ReadonlySet<string>;
}

/**
 * Cuts what begins no document into one record that is not to be parsed. It ends where a document begins, with an XML declaration or
 * one of these elements, or with the file. A page of HTML may have elements that are named like records, such as `<article>`: up to its
 * end no record begins a document.
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

/** Does the same for the open record. */
export function* cutStrayUpTo(scanner: RecordScanner, starts: ReadonlySet<string>): Steps<void> {
  while ((yield* toNextLess(scanner, MAX_NAME_BYTES)) && !isStart(scanner, starts)) scanner.at++;
  yield endStray(scanner, starts);
}

/** Ends the open record at this place. It is not to be parsed. */
export function endStray(scanner: RecordScanner, starts: ReadonlySet<string>): SourceRecord {
  const otherwise = `it stands outside of a document, and begins no other one with ${shownNames(starts)}`;
  return scanner.end(BETWEEN_DOCUMENTS, { problem: problemOfStray(scanner.text() ?? "", otherwise) });
}

/** Whether the start tag of one of these elements stands here. */
export function isStartTag(scanner: RecordScanner, starts: ReadonlySet<string>): boolean {
  const tag = tagAt(scanner);
  return tag !== undefined && !tag.isEnd && starts.has(tag.localName);
}

const isStart = (scanner: RecordScanner, starts: ReadonlySet<string>) =>
  scanner.bytes[scanner.at + 1] === QUESTION
    ? XML_DECLARATION.test(markupAt(scanner))
    : isStartTag(scanner, starts);

const shownNames = (names: ReadonlySet<string>) => [...names].map((name) => `<${name}>`).join(" or ");
