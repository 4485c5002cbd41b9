import { BatchFileError } from "../../batch-files/batch-file.ts";
import type { Format } from "../format.ts";
import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  cutElements,
  findQuote,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
  skipValue,
  truncated,
} from "./json-markup.ts";
import { cutRecords, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

/**
 * Makes the `split` of a JSON API's page: cuts the array that stands at this path in the top object into its elements,
 * one record each. `["message", "items"]` is the array `items` in the object `message`. All else in the object is passed
 * over, however large. Pages may follow one another, as in files put together with `cat`.
 *
 * A malformed element is a record for `parse` to reject, and does no harm to the next one.
 *
 * @throws BatchFileError from the iteration: `truncated` where the file ends within a page, `malformed` where a page has
 * no such array or is no JSON object
 */
export const splitJsonArrayAt =
  (path: readonly [string, ...string[]]): Format["split"] =>
  (file, { maxRecordBytes }) =>
    cutRecords(file, maxRecordBytes, (scanner) => cutPages(scanner, path));

function* cutPages(scanner: RecordScanner, path: readonly string[]): Steps<void> {
  for (;;) {
    yield* skipSpace(scanner);
    if (scanner.at === scanner.bytes.length) return;
    const beginsAt = scanner.fileOffset;
    if (!(yield* cutArrayIn(scanner, path)))
      throw new BatchFileError(
        "malformed",
        `the JSON object that begins at byte ${beginsAt} has no array ${path.join(".")}, where its records would be`,
      );
  }
}

/** Goes over an object, and cuts the array that stands at this path in it; gives whether there is one. */
function* cutArrayIn(scanner: RecordScanner, path: readonly string[]): Steps<boolean> {
  const beginsAt = scanner.fileOffset;
  const [name, ...rest] = path;
  let found = false;
  yield* take(scanner, [OPEN_BRACE], beginsAt);
  if ((yield* nextByte(scanner, beginsAt)) === CLOSE_BRACE) {
    scanner.at++;
    return false;
  }
  for (;;) {
    const isOnPath = (yield* takeName(scanner, beginsAt)) === JSON.stringify(name);
    yield* take(scanner, [COLON], beginsAt);
    const next = yield* nextByte(scanner, beginsAt);
    if (isOnPath && rest.length === 0 && next === OPEN_BRACKET) {
      yield* cutElements(scanner);
      found = true;
    } else if (isOnPath && rest.length > 0 && next === OPEN_BRACE)
      found = (yield* cutArrayIn(scanner, rest)) || found;
    else yield* skipValue(scanner, "member");
    if ((yield* take(scanner, [COMMA, CLOSE_BRACE], beginsAt)) === CLOSE_BRACE) return found;
  }
}

/** Longer names are not read, so that memory stays bounded. */
const MAX_NAME_BYTES = 1_024;

/** Goes over a member's name; gives it as it is written, quotes and all. */
function* takeName(scanner: RecordScanner, objectBeginsAt: number): Steps<string> {
  yield* expect(scanner, [QUOTE], objectBeginsAt);
  for (;;) {
    const { bytes, at } = scanner;
    const end = findQuote(bytes, at + 1);
    if (end !== -1) {
      scanner.at = end + 1;
      return bytes.toString("utf8", at, end + 1);
    }
    if (scanner.ended) {
      scanner.at = bytes.length;
      throw truncated(scanner, "object", objectBeginsAt);
    }
    if (bytes.length - at > MAX_NAME_BYTES)
      throw new BatchFileError(
        "malformed",
        `the name at byte ${scanner.fileOffset} has over ${MAX_NAME_BYTES} bytes: this is no page of records`,
      );
    yield NEED_MORE;
  }
}

/** Goes to the next byte that is no white space, which must be one of these; gives it. */
function* expect(scanner: RecordScanner, expected: readonly number[], objectBeginsAt: number): Steps<number> {
  const byte = yield* nextByte(scanner, objectBeginsAt);
  if (expected.includes(byte)) return byte;
  const wanted = expected.map((code) => JSON.stringify(String.fromCharCode(code))).join(" or ");
  throw new BatchFileError(
    "malformed",
    `byte ${scanner.fileOffset} is ${JSON.stringify(String.fromCharCode(byte))}, where JSON has ${wanted}: what follows cannot be read`,
  );
}

/** Goes over the same. */
function* take(scanner: RecordScanner, expected: readonly number[], objectBeginsAt: number): Steps<number> {
  const byte = yield* expect(scanner, expected, objectBeginsAt);
  scanner.at++;
  return byte;
}

/** Goes to the next byte that is no white space; gives it. */
function* nextByte(scanner: RecordScanner, objectBeginsAt: number): Steps<number> {
  yield* skipSpace(scanner);
  const byte = scanner.bytes[scanner.at];
  if (byte === undefined) throw truncated(scanner, "object", objectBeginsAt);
  return byte;
}
