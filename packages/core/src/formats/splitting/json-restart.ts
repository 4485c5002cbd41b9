import { sketchJson } from "../json-sketch.ts";
import { type JsonRecords, objectsOnPage } from "../kind-of-json.ts";
import { COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./json-markup.ts";
import { isSpace } from "./record-scanner.ts";

/** A place behind something broken, where cutting goes on. */
export interface JsonRestart {
  readonly at: number;
  /** Whether it is at the top of the file, whatever was open before: a page, an array, or an object with no comma before it. */
  readonly isTop: boolean;
}

/** So much of an object is looked at to tell whether it begins a document. */
export const LOOK_BYTES = 65_536;

const LINE_FEED = 0x0a;
const RECORD_SEPARATOR = 0x1e;

/**
 * Finds the first place where cutting can go on: at a record or page of the source, or at an object that is a line by itself. Looks at
 * no more than four times the bytes, however many objects are open in them.
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

/** Tells what the object is that begins at this place, by what stands before `end`. On a line by itself, any object begins something. */
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

/** Returns the place behind the brackets and white space at this one. */
export function behindBrackets(bytes: Buffer, at: number): number {
  let behind = at;
  while (bytes[behind] === OPEN_BRACKET || isSpace(bytes[behind])) behind++;
  return behind;
}

/** Returns where the first object begins, of which the brace or an array's bracket stands at this place. */
export function objectAt(bytes: Buffer, at: number): number | undefined {
  const object = behindBrackets(bytes, at);
  let name = object + 1;
  while (isSpace(bytes[name])) name++;
  return bytes[object] === OPEN_BRACE && bytes[name] === QUOTE ? object : undefined;
}

/** Knows whether the next byte is the first of its line, but for white space and record separators. */
export class LineStart {
  #isBlank: boolean;

  constructor(isBlank = false) {
    this.#isBlank = isBlank;
  }

  /** Goes over a byte; gives whether it is such a first one. */
  pass(byte: number | undefined): boolean {
    const isFirst = this.#isBlank;
    if (byte === LINE_FEED) this.#isBlank = true;
    else if (!isSpace(byte) && byte !== RECORD_SEPARATOR) this.#isBlank = false;
    return isFirst;
  }
}

/** Knows the object that was looked at last, so that none is looked at again for each of the brackets before it. */
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
