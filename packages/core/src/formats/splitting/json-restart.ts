import { sketchJson } from "../json-sketch.ts";
import { type JsonRecords, objectsOnPage } from "../kind-of-json.ts";
import { COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./json-markup.ts";
import { isSpace } from "./record-scanner.ts";

/** A place after broken text at which cutting continues. */
export interface JsonRestart {
  readonly at: number;
  /** True if cutting continues at the top level of the file: at a page, at an array, or at an object without a comma before it. */
  readonly isTop: boolean;
}

/** At most this much of an object is examined to tell whether it begins a document. */
export const LOOK_BYTES = 65_536;

const LINE_FEED = 0x0a;
const RECORD_SEPARATOR = 0x1e;

/**
 * Returns the first place at which cutting can continue: at a record or page of the source, or at an object that is a line by
 * itself. Each byte is examined at most about four times, even if the bytes contain many open objects.
 */
export function findJsonRestart(
  bytes: Buffer,
  from: number,
  to: number,
  records: JsonRecords,
): JsonRestart | undefined {
  const line = new LineStart();
  let unread = 4 * (to - from) + LOOK_BYTES;
  let isAfterComma = false;
  const looked = new Looked();
  for (let at = from; at < to; at++) {
    const isLineStart = line.pass(bytes[at]);
    if ((bytes[at] === OPEN_BRACE || bytes[at] === OPEN_BRACKET) && !looked.has(at, isLineStart)) {
      looked.note(behindBrackets(bytes, at), isLineStart);
      const object = objectAt(bytes, at);
      if (object !== undefined && object < to) {
        const end = Math.min(to, object + LOOK_BYTES);
        unread -= end - object;
        if (unread < 0) return undefined;
        const kind = kindOfStart(bytes, object, end, records, isLineStart);
        if (kind) return { at, isTop: kind === "page" || object > at || !isAfterComma };
      }
    }
    if (!isSpace(bytes[at])) isAfterComma = bytes[at] === COMMA;
  }
  return undefined;
}

/** Returns the kind of the object that begins at this place, judged by its bytes before `end`. Any whole object on a line by itself counts as a page. */
export function kindOfStart(
  bytes: Buffer,
  at: number,
  end: number,
  records: JsonRecords,
  isLineStart: boolean,
): "record" | "page" | undefined {
  const { object, state } = sketchJson(bytes.toString("utf8", at, end), 0);
  if ("paper_id" in object || records.isRecord(object)) return "record";
  if (objectsOnPage(object, records)?.some((inner) => records.isRecord(inner))) return "page";
  if (state !== "whole" || Object.keys(object).length === 0) return undefined;
  return (isLineStart && bytes[at + 1] === QUOTE) || records.isEmptyPage?.(object) ? "page" : undefined;
}

/** Returns the index after the opening brackets and white space at this index. */
export function behindBrackets(bytes: Buffer, at: number): number {
  let behind = at;
  while (bytes[behind] === OPEN_BRACKET || isSpace(bytes[behind])) behind++;
  return behind;
}

/** Returns the index of an object's brace. At `at` stands the brace itself, or the brackets of arrays around the object. */
export function objectAt(bytes: Buffer, at: number): number | undefined {
  const object = behindBrackets(bytes, at);
  let name = object + 1;
  while (isSpace(bytes[name])) name++;
  return bytes[object] === OPEN_BRACE && bytes[name] === QUOTE ? object : undefined;
}

/** Tracks whether the next byte is the first of its line. White space and record separators do not count. */
export class LineStart {
  #isBlank: boolean;

  constructor(isBlank = false) {
    this.#isBlank = isBlank;
  }

  /** Takes the next byte. Returns whether it is the first of its line. */
  pass(byte: number | undefined): boolean {
    const isFirst = this.#isBlank;
    if (byte === LINE_FEED) this.#isBlank = true;
    else if (!isSpace(byte) && byte !== RECORD_SEPARATOR) this.#isBlank = false;
    return isFirst;
  }
}

/** Remembers the object that was examined last, so that it is not examined again for each bracket before it. */
export class Looked {
  #upTo = -1;
  #atLineStart = false;

  has(at: number, isLineStart: boolean): boolean {
    return at <= this.#upTo && (this.#atLineStart || !isLineStart);
  }

  note(upTo: number, isLineStart: boolean): void {
    this.#upTo = upTo;
    this.#atLineStart = isLineStart;
  }
}
