import { BatchFileError } from "../../batch-files/batch-file.ts";
import type { Format } from "../format.ts";
import { cutRecords, isSpace, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Cuts a file of JSON arrays into their elements, one record each. An object that stands by itself, however it is laid
 * out, is a record too; and values may follow one another, as in files put together with `cat`.
 *
 * Elements are told apart by their brackets, commas and strings alone: a malformed one is a record for `parse` to
 * reject, and splitting goes on at the next comma between elements, as long as its quotes are paired.
 *
 * @throws BatchFileError from the iteration: `truncated` where the file ends within a value, `malformed` where what
 * stands between the top values is neither an array nor an object
 */
export const splitJsonValues: Format["split"] = (file, { maxRecordBytes }) =>
  cutRecords(file, maxRecordBytes, cutValues);

function* cutValues(scanner: RecordScanner): Steps<void> {
  for (;;) {
    yield* skipSpace(scanner);
    const byte = scanner.bytes[scanner.at];
    if (byte === undefined) return;
    if (byte === OPEN_BRACKET) yield* cutElements(scanner);
    else if (byte === OPEN_BRACE) {
      scanner.begin();
      yield* skipValue(scanner, "object");
      yield scanner.end();
    } else
      throw new BatchFileError(
        "malformed",
        `byte ${scanner.fileOffset} is ${JSON.stringify(String.fromCharCode(byte))}, where only a JSON array or object can stand: what follows cannot be read`,
      );
  }
}

function* cutElements(scanner: RecordScanner): Steps<void> {
  const beginsAt = scanner.fileOffset;
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
    yield scanner.end();
    const next = scanner.bytes[scanner.at++];
    if (next === CLOSE_BRACKET) return;
    if (next === undefined) throw truncated(scanner, "array", beginsAt);
  }
}

/**
 * Goes to the comma or bracket after an array's element, or to just behind an object that stands by itself. A complete
 * object at the end of the file ends there.
 */
function* skipValue(scanner: RecordScanner, kind: "element" | "object"): Steps<void> {
  const beginsAt = scanner.fileOffset;
  let braces = 0;
  let brackets = 0;
  let inString = false;
  let escaped = false;
  let complete = false;
  for (;;) {
    const { bytes } = scanner;
    for (let at = scanner.at; at < bytes.length; at++) {
      const byte = bytes[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE) braces++;
      else if (byte === OPEN_BRACKET) brackets++;
      else if (byte === CLOSE_BRACE && braces > 0) {
        braces--;
        complete = braces === 0;
        // Brackets still open in a complete object were never closed.
        if (complete) brackets = 0;
        if (complete && kind === "object") {
          scanner.at = at + 1;
          return;
        }
      } else if (byte === CLOSE_BRACKET && brackets > 0) brackets--;
      else if (braces === 0 && brackets === 0 && (byte === COMMA || byte === CLOSE_BRACKET)) {
        scanner.at = at;
        return;
      }
    }
    scanner.at = bytes.length;
    if (scanner.ended) {
      if (complete) return;
      throw truncated(scanner, kind, beginsAt);
    }
    yield NEED_MORE;
  }
}

function* skipSpace(scanner: RecordScanner): Steps<void> {
  for (;;) {
    while (isSpace(scanner.bytes[scanner.at])) scanner.at++;
    if (scanner.at < scanner.bytes.length || scanner.ended) return;
    yield NEED_MORE;
  }
}

const truncated = (scanner: RecordScanner, kind: string, beginsAt: number) =>
  new BatchFileError(
    "truncated",
    `the file ends at byte ${scanner.fileOffset}, within the JSON ${kind} that begins at byte ${beginsAt}`,
  );
