import type { RecordScanner } from "./record-scanner.ts";

export interface XmlTag {
  /** The name as it is written, with its namespace prefix. */
  readonly name: string;
  readonly localName: string;
  readonly isEnd: boolean;
}

/** {@link tagAt} needs this many bytes in memory. It does not recognise longer names. */
export const MAX_NAME_BYTES = 512;

/** Most tags have shorter names. */
const USUAL_NAME_BYTES = 48;

const TAG = /^<(\/?)([^\s<>/!?]+)(?=[\s>/])/;
const UNFINISHED_TAG = /^<\/?[^\s<>/!?]*$/;

/** Returns the start or end tag at this place. Returns undefined if the bytes in memory do not begin with a tag. */
export function tagAt(scanner: RecordScanner): XmlTag | undefined {
  const { bytes, at } = scanner;
  const [, slash, name] =
    TAG.exec(bytes.toString("latin1", at, at + USUAL_NAME_BYTES)) ?? TAG.exec(markupAt(scanner)) ?? [];
  return name === undefined ? undefined : { name, localName: localNameOf(name), isEnd: slash === "/" };
}

/** Returns a name without its namespace prefix. */
export const localNameOf = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Tells whether the bytes in memory may end inside the name of a tag at this place. */
export const isUnfinishedTag = (scanner: RecordScanner): boolean =>
  !scanner.ended &&
  scanner.bytes.length - scanner.at < MAX_NAME_BYTES &&
  UNFINISHED_TAG.test(markupAt(scanner));

export const markupAt = ({ bytes, at }: RecordScanner): string =>
  bytes.toString("latin1", at, at + MAX_NAME_BYTES);
