import { BatchFileError } from "../../batch-files/batch-file.ts";
import type { Format } from "../format.ts";
import { BETWEEN_DOCUMENTS, cutStray, isRoot, toNextDocument } from "./between-documents.ts";
import type { CutState } from "./cut-record.ts";
import { cutRecords, isSpace, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";
import {
  HIDING_BYTES,
  isAtNextLess,
  isDocumentType,
  skipDocumentType,
  skipHiding,
  skipTag,
  toNextLess,
  truncated,
} from "./xml-markup.ts";
import { isUnfinishedTag, MAX_NAME_BYTES, tagAt, type XmlTag } from "./xml-tag.ts";

export interface XmlElementsOptions {
  /** The local names of the elements that are records, wherever in a document they stand. */
  readonly elements: readonly string[];
  /** The local names of the roots that further documents of a file may have, besides that of its first one. */
  readonly roots?: readonly string[];
  /**
   * The local name of an element within a record that may be all that is wanted of it. The record's text ends behind the first
   * one. What follows it is a part of the record, and is passed over however large it is.
   */
  readonly textEndsBehind?: string;
}

/**
 * Makes the `split` of an XML format: cuts a document into the elements of these names, whatever their namespace prefix.
 *
 * It looks at tags only where it has to: within a record, it goes by the record's own name. So a record that is not
 * well-formed does no harm to the next one, as long as its end tag is there. Comments, CDATA sections, processing
 * instructions and the document type are passed over, and so is whatever else a document has beside its records.
 *
 * Documents may follow one another. What stands behind the end of one, and begins no other, is a record with the problem
 * `not-a-paper`, so that no paper of another format vanishes there.
 *
 * @throws BatchFileError from the iteration: `truncated` where the file ends within a record or before the root's end
 * @see https://www.w3.org/TR/xml/#sec-logical-struct
 */
export const splitXmlElements =
  ({ elements, roots = [], textEndsBehind }: XmlElementsOptions): Format["split"] =>
  (file, { maxRecordBytes }) =>
    cutRecords(file, maxRecordBytes, (scanner) =>
      cutDocuments(scanner, { elements: new Set(elements), textEndsBehind }, roots),
    );

/** Which elements are records, and how far their text goes. */
interface Wanted {
  readonly elements: ReadonlySet<string>;
  readonly textEndsBehind: string | undefined;
}

const EXCLAMATION = 0x21;
const SLASH = 0x2f;
const GREATER = 0x3e;
const QUESTION = 0x3f;

function* cutDocuments(scanner: RecordScanner, wanted: Wanted, furtherRoots: readonly string[]): Steps<void> {
  const first = yield* toFirstRoot(scanner);
  const roots = new Set([first.localName, ...furtherRoots]);
  do {
    if (isRoot(scanner, roots)) yield* cutDocument(scanner, wanted);
    else yield* cutStray(scanner, roots);
  } while (yield* toNextDocument(scanner));
}

function* toFirstRoot(scanner: RecordScanner): Steps<XmlTag> {
  for (;;) {
    const tag = yield* toNextTag(scanner);
    if (!tag) throw endsBefore(scanner, "any element");
    if (!tag.isEnd) return tag;
    scanner.at++;
  }
}

/** Goes from a root's start tag to just behind its end tag. The root may be a record itself. */
function* cutDocument(scanner: RecordScanner, { elements, textEndsBehind }: Wanted): Steps<void> {
  let root: string | undefined;
  let depth = 0;
  do {
    const tag = yield* toNextTag(scanner);
    if (!tag) throw endsBefore(scanner, `</${root}>`);
    const { name, localName, isEnd } = tag;
    if (!isEnd && elements.has(localName)) {
      scanner.begin();
      yield* skipElement(scanner, name, textEndsBehind);
      yield scanner.end(stateWithin(root, depth));
      continue;
    }
    root ??= name;
    if (name === root) {
      const isEmpty = yield* skipTag(scanner);
      if (isEnd) depth--;
      else if (!isEmpty) depth++;
    } else scanner.at++;
  } while (depth > 0);
}

/** A record that is a whole document has no root around it. */
const stateWithin = (root: string | undefined, depth: number): CutState =>
  root === undefined ? BETWEEN_DOCUMENTS : `${depth} of ${root}`;

const endsBefore = (scanner: RecordScanner, what: string) =>
  new BatchFileError("truncated", `the file ends at byte ${scanner.fileOffset}, before ${what}`);

/** Goes to the `<` of the next start or end tag; gives none at the end of the file. */
function* toNextTag(scanner: RecordScanner): Steps<XmlTag | undefined> {
  while (isAtNextLess(scanner, HIDING_BYTES) || (yield* toNextLess(scanner, HIDING_BYTES))) {
    const tag = tagAt(scanner);
    if (tag) return tag;
    if (isUnfinishedTag(scanner)) yield NEED_MORE;
    else if (isDocumentType(scanner)) yield* skipDocumentType(scanner);
    else if (!(yield* skipHiding(scanner))) scanner.at++;
  }
  return undefined;
}

/**
 * Goes from an element's start tag to just behind its end tag. Elements of the same name within are counted. The open record's text
 * ends behind the first element of the local name `textEndsBehind`.
 */
function* skipElement(scanner: RecordScanner, name: string, textEndsBehind: string | undefined): Steps<void> {
  const beginsAt = scanner.fileOffset;
  if (yield* skipTag(scanner)) return;
  let depth = 1;
  let endOfText = textEndsBehind;
  const ahead = Math.max(
    HIDING_BYTES,
    name.length + "</>".length,
    endOfText === undefined ? 0 : MAX_NAME_BYTES,
  );
  while (isAtNextLess(scanner, ahead) || (yield* toNextLess(scanner, ahead))) {
    const { bytes, at } = scanner;
    const next = bytes[at + 1];
    if (next === EXCLAMATION || next === QUESTION) {
      if (!(yield* skipHiding(scanner))) scanner.at++;
    } else if (next === SLASH && isName(bytes, at + 2, name)) {
      yield* skipTag(scanner);
      if (--depth === 0) return;
    } else if (next === SLASH && endOfText !== undefined && tagAt(scanner)?.localName === endOfText) {
      yield* skipTag(scanner);
      scanner.endText();
      endOfText = undefined;
    } else if (isName(bytes, at + 1, name)) {
      if (!(yield* skipTag(scanner))) depth++;
    } else scanner.at++;
  }
  throw truncated(scanner, `<${name}>`, beginsAt);
}

/** Whether this name stands here, and no longer one that begins with it. */
function isName(bytes: Buffer, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name.charCodeAt(i)) return false;
  const after = bytes[at + name.length];
  return after === GREATER || after === SLASH || isSpace(after);
}
