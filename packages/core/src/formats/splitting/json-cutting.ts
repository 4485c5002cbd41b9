import { BatchFileError } from "../../batch-files/batch-file.ts";
import type { JsonPath, JsonRecords } from "../kind-of-json.ts";
import type { CutState } from "./cut-record.ts";
import { OPEN_BRACE, OPEN_BRACKET } from "./json-markup.ts";
import { behindBrackets, kindOfStart, LineStart, LOOK_BYTES, Looked, objectAt } from "./json-restart.ts";
import { isSpace, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

/** What is open around a place in a JSON file. */
type Frame = ArrayFrame | ObjectFrame;

/** An array of which the elements are cut. Those of a page are its records, and others may be pages themselves. */
export interface ArrayFrame {
  readonly kind: "array";
  readonly beginsAt: number;
  readonly isOfPage: boolean;
  /** Whether one was cut. */
  hasElements: boolean;
  readonly state: CutState;
}

/** An object of which the members are gone over, for what stands at these paths. */
export interface ObjectFrame {
  readonly kind: "object";
  readonly beginsAt: number;
  readonly paths: readonly JsonPath[];
  readonly state: CutState;
}

/** How far the cutting of a JSON file is. */
export interface JsonCutting {
  readonly scanner: RecordScanner;
  readonly records: JsonRecords;
  frames: Frame[];
  isAtFileStart: boolean;
  /** Whether what stands at the place is the first thing of its line. */
  isAtLineStart: boolean;
  /** Whether a comma stands before the place. */
  isAfterComma: boolean;
  /** So many frames are around the object that is open as a record, as long as it may be a page as well. */
  undecidedIn: number | undefined;
  /** Where the run of brackets ends that was looked at last, and whether an object stands behind it. */
  readonly brackets: { upTo: number; holdObjects: boolean };
}

/**
 * Returns all that cutting goes by behind a record that ends at this place. White space at its end is no part of the record, but
 * may hold the line's end, which cutting goes by: then the state cannot be told.
 */
export const stateAfter = (cutting: JsonCutting): CutState | undefined =>
  isSpace(cutting.scanner.bytes[cutting.scanner.at - 1]) ? undefined : stateOf(cutting);

const stateOf = ({ frames }: JsonCutting): CutState => frames.at(-1)?.state ?? "between values";

/** Goes into the array at this place. */
export function enterArray(cutting: JsonCutting, isOfPage: boolean): void {
  const beginsAt = cutting.scanner.fileOffset;
  const state = `array at ${beginsAt}${isOfPage ? " of a page" : ""}, ${stateOf(cutting)}`;
  cutting.frames.push({ kind: "array", beginsAt, isOfPage, hasElements: false, state });
  cutting.scanner.at++;
}

/** Goes into the object at this place. As long as no array of records was found in it, the open record goes on. */
export function enterObject(cutting: JsonCutting, paths: readonly JsonPath[]): void {
  const beginsAt = cutting.scanner.fileOffset;
  const state = `object at ${beginsAt} for ${JSON.stringify(paths)}, ${stateOf(cutting)}`;
  cutting.frames.push({ kind: "object", beginsAt, paths, state });
  cutting.scanner.at++;
}

/** Goes to where cutting can go on, or to the end of the file: no document is open there. */
export function* toRestart(cutting: JsonCutting): Steps<void> {
  const { scanner, records } = cutting;
  const line = new LineStart();
  const looked = new Looked();
  cutting.frames = [];
  cutting.undecidedIn = undefined;
  for (;;) {
    const byte = scanner.bytes[scanner.at];
    if (byte === undefined) {
      if (scanner.ended) return;
      yield NEED_MORE;
      continue;
    }
    const isLineStart = line.pass(byte);
    if ((byte === OPEN_BRACE || byte === OPEN_BRACKET) && !looked.has(scanner.fileOffset, isLineStart)) {
      yield* lookAhead(scanner);
      const { bytes, at } = scanner;
      looked.note(scanner.fileOffset + behindBrackets(bytes, at) - at, isLineStart);
      const object = objectAt(bytes, at);
      const end = Math.min(bytes.length, at + LOOK_BYTES);
      if (object !== undefined && kindOfStart(bytes, object, end, records, isLineStart)) return;
    }
    scanner.at++;
  }
}

/** Has as many bytes in memory behind the place as tell whether a document begins there. */
export function* lookAhead(scanner: RecordScanner): Steps<void> {
  while (scanner.bytes.length - scanner.at < LOOK_BYTES && !scanner.ended) yield NEED_MORE;
}

export const truncated = (scanner: RecordScanner, what: string, beginsAt: number) =>
  new BatchFileError(
    "truncated",
    `the file ends at byte ${scanner.fileOffset}, within the JSON ${what} that begins at byte ${beginsAt}`,
  );
