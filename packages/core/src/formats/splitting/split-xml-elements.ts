import { BatchFileError } from "../../batch-files/batch-file.ts";
import type { Format } from "../format.ts";
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
const SLASH = 0x2f;
const GREATER = 0x3e;
const QUESTION = 0x3f;

/** Longer names are not known. */
const MAX_NAME_BYTES = 512;
const TAG = /^<(\/?)([^\s<>/!?]+)(?=[\s>/])/;
const UNFINISHED_TAG = /^<\/?[^\s<>/!?]*$/;

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
    } else if (name === root && openRoots > 0) {
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
  while (yield* toNextLess(scanner, HIDING_BYTES)) {
    const { bytes, at } = scanner;
    const markup = bytes.toString("latin1", at, at + MAX_NAME_BYTES);
    const [, slash, name] = TAG.exec(markup) ?? [];
    if (name !== undefined) return { name, isEnd: slash === "/" };
    if (!scanner.ended && markup.length < MAX_NAME_BYTES && UNFINISHED_TAG.test(markup)) yield NEED_MORE;
    else if (isDocumentType(scanner)) yield* skipDocumentType(scanner);
    else if (!(yield* skipHiding(scanner))) scanner.at++;
  }
  return undefined;
}

/** Goes from an element's start tag to just behind its end tag. Elements of the same name within are counted. */
function* skipElement(scanner: RecordScanner, name: string): Steps<void> {
  const beginsAt = scanner.fileOffset;
  if (yield* skipTag(scanner)) return;
  let depth = 1;
  const ahead = Math.max(HIDING_BYTES, name.length + "</>".length);
  while (isAtNextLess(scanner, ahead) || (yield* toNextLess(scanner, ahead))) {
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

/** Whether this name stands here, and no longer one that begins with it. */
function isName(bytes: Buffer, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name.charCodeAt(i)) return false;
  const after = bytes[at + name.length];
  return after === GREATER || after === SLASH || isSpace(after);
}
