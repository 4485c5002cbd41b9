import { BatchFileError } from "../../batch-files/batch-file.ts";
import type { CutState } from "./cut-record.ts";
import { isSpace, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

/**
 * Cuts the array at this place into its elements, one record each. Elements are told apart by their brackets, commas
 * and strings alone: a malformed one is a record too, and cutting goes on at the next comma between elements, as long
 * as its quotes are paired.
 *
 * @param around all that cutting goes by behind the array
 */
export function* cutElements(scanner: RecordScanner, around: CutState): Steps<void> {
  const beginsAt = scanner.fileOffset;
  const state: CutState = `array at ${beginsAt}, ${around}`;
  scanner.at++;
  yield* skipSpace(scanner);
  if (scanner.bytes[scanner.at] === CLOSE_BRACKET) {
    scanner.at++;
    return;
  }
  for (;;) {
    yield* skipSpace(scanner);
    scanner.begin();
    yield* skipValue(scanner, "element");
    const next = scanner.bytes[scanner.at];
    yield scanner.end(next === undefined ? undefined : state);
    if (next === undefined) throw truncated(scanner, "array", beginsAt);
    scanner.at++;
    if (next === CLOSE_BRACKET) return;
  }
}

/**
 * Goes to the comma or bracket after an array's element or an object's member, or to just behind an object that stands
 * by itself. A complete object at the end of the file ends there.
 */
export function* skipValue(scanner: RecordScanner, kind: ValueKind): Steps<void> {
  const beginsAt = scanner.fileOffset;
  const nesting: Nesting = { braces: 0, brackets: 0, outerBrackets: 0, inString: false, hasObject: false };
  for (;;) {
    const { bytes, at } = scanner;
    const end = findEnd(bytes, at, kind, nesting);
    if (end !== -1) {
      scanner.at = end;
      return;
    }
    scanner.at = bytes.length;
    if (scanner.ended) {
      if (isWhole(nesting)) return;
      throw truncated(scanner, kind, beginsAt);
    }
    // A backslash at the end goes with what comes next.
    if (nesting.inString && backslashesBefore(bytes, bytes.length, at) % 2 === 1) scanner.at--;
    yield NEED_MORE;
  }
}

type ValueKind = "element" | "member" | "object";

/** What is open at a place in a value. */
interface Nesting {
  braces: number;
  brackets: number;
  /** Those of the brackets that are around the outermost object. */
  outerBrackets: number;
  inString: boolean;
  /** Whether an object has been opened and closed. */
  hasObject: boolean;
}

const isWhole = ({ hasObject, inString, braces, brackets }: Nesting) =>
  hasObject && !inString && braces === 0 && brackets === 0;

/** Where the value ends, going on from `from` and `nesting`; -1 where it does not end in these bytes. */
function findEnd(bytes: Buffer, from: number, kind: ValueKind, nesting: Nesting): number {
  for (let at = from; at < bytes.length; at++) {
    if (nesting.inString) {
      at = findQuote(bytes, at);
      if (at === -1) return -1;
      nesting.inString = false;
      continue;
    }
    switch (bytes[at]) {
      case QUOTE:
        nesting.inString = true;
        break;
      case OPEN_BRACE:
        if (nesting.braces === 0) nesting.outerBrackets = nesting.brackets;
        nesting.braces++;
        break;
      case OPEN_BRACKET:
        nesting.brackets++;
        break;
      case CLOSE_BRACE:
        if (nesting.braces === 0) {
          if (kind === "member") return at;
          break;
        }
        nesting.braces--;
        if (nesting.braces > 0) break;
        nesting.hasObject = true;
        // Brackets that an object leaves open when it ends are its own fault.
        nesting.brackets = nesting.outerBrackets;
        if (kind === "object") return at + 1;
        break;
      case CLOSE_BRACKET:
        if (nesting.brackets > 0) nesting.brackets--;
        else if (nesting.braces === 0) return at;
        break;
      case COMMA:
        if (nesting.braces === 0 && nesting.brackets === 0) return at;
    }
  }
  return -1;
}

/** The quote that ends a string of which `from` is within; -1 where it is not in these bytes. */
export function findQuote(bytes: Buffer, from: number): number {
  let quote = bytes.indexOf(QUOTE, from);
  while (quote !== -1 && backslashesBefore(bytes, quote, from) % 2 === 1)
    quote = bytes.indexOf(QUOTE, quote + 1);
  return quote;
}

function backslashesBefore(bytes: Buffer, end: number, from: number): number {
  let at = end;
  while (at > from && bytes[at - 1] === BACKSLASH) at--;
  return end - at;
}

export function* skipSpace(scanner: RecordScanner): Steps<void> {
  for (;;) {
    while (isSpace(scanner.bytes[scanner.at])) scanner.at++;
    if (scanner.at < scanner.bytes.length || scanner.ended) return;
    yield NEED_MORE;
  }
}

export const truncated = (scanner: RecordScanner, kind: string, beginsAt: number) =>
  new BatchFileError(
    "truncated",
    `the file ends at byte ${scanner.fileOffset}, within the JSON ${kind} that begins at byte ${beginsAt}`,
  );
