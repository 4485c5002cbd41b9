import { BatchFileError } from "../../batch-files/batch-file.ts";
import type { Format } from "../format.ts";
import type { CutState } from "./cut-record.ts";
import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  cutElements,
  OPEN_BRACE,
  OPEN_BRACKET,
  skipSpace,
  skipValue,
} from "./json-markup.ts";
import { keepValue, nextByte, take, takeName } from "./json-members.ts";
import { cutRecords, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

/** What there is to know of a page that has been gone over. */
export interface JsonPage {
  /** Where it begins in the file. */
  readonly beginsAt: number;
  /** Whether its array has elements; undefined where it has no such array. */
  readonly elements?: "none" | "some";
  /** The member that was asked for besides, as it is written: the first 4 KiB of it. */
  readonly aside?: string;
}

export interface JsonPagesOptions {
  /** The name of a member of the top object that tells of the page, such as its status. */
  readonly aside?: string;
  /** The error of a page, if it is one: asked for each, behind its records. Without this, it is one to have no such array. */
  readonly errorOf?: (page: JsonPage) => BatchFileError | undefined;
}

/**
 * Makes the `split` of a JSON API's page: cuts the array that stands at this path in the top object into its elements,
 * one record each. `["message", "items"]` is the array `items` in the object `message`. All else in the object is passed
 * over, however large. Pages may follow one another, as in files put together with `cat`.
 *
 * A malformed element is a record for `parse` to reject, and does no harm to the next one.
 *
 * @throws BatchFileError from the iteration: `truncated` where the file ends within a page, `malformed` where a page is no
 * JSON object, and the error of a page
 */
export const splitJsonArrayAt =
  (
    path: readonly [string, ...string[]],
    { aside, errorOf = (page) => lackOfArray(page, path) }: JsonPagesOptions = {},
  ): Format["split"] =>
  (file, { maxRecordBytes }) =>
    cutRecords(file, maxRecordBytes, (scanner) => cutPages(scanner, { path, aside }, errorOf));

/** The error of a page that has no array at this path, if it has none. */
export const lackOfArray = (
  { beginsAt, elements }: JsonPage,
  path: readonly string[],
): BatchFileError | undefined =>
  elements === undefined
    ? new BatchFileError(
        "malformed",
        `the JSON object that begins at byte ${beginsAt} has no array ${path.join(".")}, where its records would be`,
      )
    : undefined;

/** What is looked for in an object. */
interface Wanted {
  readonly path: readonly string[];
  readonly aside: string | undefined;
}

/** What has been found on a page so far. */
interface Found {
  elements?: "none" | "some";
  aside?: string;
}

function* cutPages(
  scanner: RecordScanner,
  wanted: Wanted,
  errorOf: Required<JsonPagesOptions>["errorOf"],
): Steps<void> {
  for (;;) {
    yield* skipSpace(scanner);
    if (scanner.at === scanner.bytes.length) return;
    const beginsAt = scanner.fileOffset;
    const found: Found = {};
    yield* cutArrayIn(scanner, wanted, found, "");
    const error = errorOf({ beginsAt, ...found });
    if (error) throw error;
  }
}

const MAX_ASIDE_BYTES = 4_096;

/**
 * Goes over an object, and cuts the array that stands at this path in it.
 *
 * @param around all that cutting goes by behind the object
 */
function* cutArrayIn(
  scanner: RecordScanner,
  { path, aside }: Wanted,
  found: Found,
  around: CutState,
): Steps<void> {
  const beginsAt = scanner.fileOffset;
  const [name, ...rest] = path;
  const stateHere = (): CutState =>
    `${name} at ${beginsAt} with ${found.aside}, ${found.elements} before, ${around}`;
  yield* take(scanner, [OPEN_BRACE], beginsAt);
  if ((yield* nextByte(scanner, beginsAt)) === CLOSE_BRACE) {
    scanner.at++;
    return;
  }
  for (;;) {
    const member = yield* takeName(scanner, beginsAt);
    const isOnPath = member === JSON.stringify(name);
    yield* take(scanner, [COLON], beginsAt);
    const next = yield* nextByte(scanner, beginsAt);
    if (isOnPath && rest.length === 0 && next === OPEN_BRACKET) yield* cutArray(scanner, found, stateHere());
    else if (isOnPath && rest.length > 0 && next === OPEN_BRACE)
      yield* cutArrayIn(scanner, { path: rest, aside: undefined }, found, stateHere());
    else if (aside !== undefined && member === JSON.stringify(aside))
      found.aside = yield* keepValue(scanner, MAX_ASIDE_BYTES);
    else yield* skipValue(scanner, "member");
    if ((yield* take(scanner, [COMMA, CLOSE_BRACE], beginsAt)) === CLOSE_BRACE) return;
  }
}

/** Cuts an array into its elements, and notes whether there were any. */
function* cutArray(scanner: RecordScanner, found: Found, around: CutState): Steps<void> {
  found.elements ??= "none";
  for (const step of cutElements(scanner, around)) {
    if (step !== NEED_MORE) found.elements = "some";
    yield step;
  }
}
