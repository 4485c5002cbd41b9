import type { RecordScanner } from "./record-scanner.ts";

export interface XmlTag {
  /** As it is written, with its namespace prefix. */
  readonly name: string;
  readonly localName: string;
  readonly isEnd: boolean;
}

/** With so many bytes in memory, {@link tagAt} can tell. Longer names are not known. */
export const MAX_NAME_BYTES = 512;

const TAG = /^<(\/?)([^\s<>/!?]+)(?=[\s>/])/;
const UNFINISHED_TAG = /^<\/?[^\s<>/!?]*$/;

/** The start or end tag that stands at this place, as far as the bytes in memory tell. */
export function tagAt(scanner: RecordScanner): XmlTag | undefined {
  const [, slash, name] = TAG.exec(markupAt(scanner)) ?? [];
  return name === undefined ? undefined : { name, localName: localNameOf(name), isEnd: slash === "/" };
}

/** Returns a name without its namespace prefix. */
export const localNameOf = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Whether a tag may stand here whose name goes on behind the bytes in memory. */
export const isUnfinishedTag = (scanner: RecordScanner): boolean =>
  !scanner.ended &&
  scanner.bytes.length - scanner.at < MAX_NAME_BYTES &&
  UNFINISHED_TAG.test(markupAt(scanner));

export const markupAt = ({ bytes, at }: RecordScanner): string =>
  bytes.toString("latin1", at, at + MAX_NAME_BYTES);
