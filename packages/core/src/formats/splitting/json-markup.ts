import { isSpace, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
const BACKSLASH = 0x5c;

/** The strings, braces and brackets that are open at a place in a value. */
export interface Nesting {
  braces: number;
  brackets: number;
  /** The number of brackets around the outermost object. */
  outerBrackets: number;
  inString: boolean;
}

export const nothingOpen = (): Nesting => ({ braces: 0, brackets: 0, outerBrackets: 0, inString: false });

/** An `object` ends with its closing brace. A `value` ends before the comma, bracket or brace that follows it. */
export type ValueKind = "value" | "object";

/**
 * Goes to the end of a value. It looks only at brackets, commas and strings, so it also finds the end of a malformed value if
 * the value's quotes are paired. Returns whether the value ends before the file does.
 */
export function* skipValue(scanner: RecordScanner, kind: ValueKind): Steps<boolean> {
  const nesting = nothingOpen();
  for (;;) {
    const { bytes, at } = scanner;
    const end = findEnd(bytes, at, bytes.length, kind, nesting);
    if (end !== -1) {
      scanner.at = end;
      return true;
    }
    scanner.at = scanner.ended ? bytes.length : endOfPassed(bytes, at, nesting);
    if (scanner.ended) return false;
    yield NEED_MORE;
  }
}

/** Returns the index at which the value ends, or -1 if it does not end before `to`. Continues at `from` with `nesting`. */
export function findEnd(bytes: Buffer, from: number, to: number, kind: ValueKind, nesting: Nesting): number {
  for (let at = from; at < to; at++) {
    if (nesting.inString) {
      at = findQuote(bytes, at);
      if (at === -1 || at >= to) return -1;
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
          if (kind === "value") return at;
          break;
        }
        nesting.braces--;
        if (nesting.braces > 0) break;
        // Ignores brackets that the object opened but did not close.
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

/** Returns the index at which to continue when there are more bytes. A backslash at the end belongs to the next byte. */
export const endOfPassed = (bytes: Buffer, from: number, { inString }: Nesting): number =>
  inString && backslashesBefore(bytes, bytes.length, from) % 2 === 1 ? bytes.length - 1 : bytes.length;

/** Returns the index of the quote that ends a string, or -1 if it is not in these bytes. `from` is inside the string. */
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
