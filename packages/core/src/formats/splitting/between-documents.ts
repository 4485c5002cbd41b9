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

/**
 * Cuts what begins no document into one record, which is none to be parsed: up to where a document begins, with an XML
 * declaration or one of these roots, or to the end of the file. What looks like a record within it is a part of it.
 */
export function* cutStray(scanner: RecordScanner, roots: ReadonlySet<string>): Steps<void> {
  scanner.begin();
  scanner.at++;
  yield* endStray(scanner, roots);
}

/** The same for what has begun already as the open record. */
export function* endStray(scanner: RecordScanner, roots: ReadonlySet<string>): Steps<void> {
  while ((yield* toNextLess(scanner, MAX_NAME_BYTES)) && !isStart(scanner, roots)) scanner.at++;
  const otherwise = `it stands outside of a document, and begins no other one with ${shownRoots(roots)}`;
  yield scanner.end(BETWEEN_DOCUMENTS, { problem: problemOfStray(scanner.text() ?? "", otherwise) });
}

/** Whether the start tag of one of these roots stands here. */
export function isRoot(scanner: RecordScanner, roots: ReadonlySet<string>): boolean {
  const tag = tagAt(scanner);
  return tag !== undefined && !tag.isEnd && roots.has(tag.localName);
}

const isStart = (scanner: RecordScanner, roots: ReadonlySet<string>) =>
  scanner.bytes[scanner.at + 1] === QUESTION
    ? XML_DECLARATION.test(markupAt(scanner))
    : isRoot(scanner, roots);

const shownRoots = (roots: ReadonlySet<string>) => [...roots].map((name) => `<${name}>`).join(" or ");
