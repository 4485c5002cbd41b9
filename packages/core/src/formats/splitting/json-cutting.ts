import { BatchFileError } from "../../batch-files/batch-file.ts";
import type { JsonPath, JsonRecords } from "../kind-of-json.ts";
import type { CutState } from "./cut-record.ts";
import { OPEN_BRACE, OPEN_BRACKET } from "./json-markup.ts";
import { behindBrackets, kindOfStart, LineStart, LOOK_BYTES, Looked, objectAt } from "./json-restart.ts";
import { isSpace, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

/** An open array or object around a place in a JSON file. */
type Frame = ArrayFrame | ObjectFrame;

/** An open array whose elements are cut. In the array of a page, the elements are records. In another array, they may be pages. */
export interface ArrayFrame {
  readonly kind: "array";
  readonly beginsAt: number;
  readonly isOfPage: boolean;
  /** True after the first element. */
  hasElements: boolean;
  readonly state: CutState;
}

/** An open object whose members are searched for the records at these paths. */
export interface ObjectFrame {
  readonly kind: "object";
  readonly beginsAt: number;
  readonly paths: readonly JsonPath[];
  readonly state: CutState;
}

/** The state of cutting a JSON file. */
export interface JsonCutting {
  readonly scanner: RecordScanner;
  readonly records: JsonRecords;
  frames: Frame[];
  isAtFileStart: boolean;
  /** True if the text at the place is the first of its line. */
  isAtLineStart: boolean;
  /** True if a comma stands before the place. */
  isAfterComma: boolean;
  /** The number of frames around the object that is open as a record, while it is undecided whether the object is a page. */
  undecidedIn: number | undefined;
  /** The end of the last run of brackets that was examined, and whether an object follows it. */
  readonly brackets: { upTo: number; holdObjects: boolean };
}

/**
 * Returns the state after a record that ends at this place. Returns undefined if the record is followed by white space: it may
 * contain the end of the line, on which cutting depends, but it is not part of the record.
 */
export const stateAfter = (cutting: JsonCutting): CutState | undefined =>
  isSpace(cutting.scanner.bytes[cutting.scanner.at - 1]) ? undefined : stateOf(cutting);

const stateOf = ({ frames }: JsonCutting): CutState => frames.at(-1)?.state ?? "between values";

/** Enters the array at this place. */
export function enterArray(cutting: JsonCutting, isOfPage: boolean): void {
  const beginsAt = cutting.scanner.fileOffset;
  const state = `array at ${beginsAt}${isOfPage ? " of a page" : ""}, ${stateOf(cutting)}`;
  cutting.frames.push({ kind: "array", beginsAt, isOfPage, hasElements: false, state });
  cutting.scanner.at++;
}

/** Enters the object at this place. The open record continues until an array of records is found in the object. */
export function enterObject(cutting: JsonCutting, paths: readonly JsonPath[]): void {
  const beginsAt = cutting.scanner.fileOffset;
  const state = `object at ${beginsAt} for ${JSON.stringify(paths)}, ${stateOf(cutting)}`;
  cutting.frames.push({ kind: "object", beginsAt, paths, state });
  cutting.scanner.at++;
}

/** Goes to the next place where cutting can continue, or to the end of the file. No document is open there. */
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

/** Reads on until enough bytes after the place are in memory to tell whether a document begins there. */
export function* lookAhead(scanner: RecordScanner): Steps<void> {
  while (scanner.bytes.length - scanner.at < LOOK_BYTES && !scanner.ended) yield NEED_MORE;
}

export const truncated = (scanner: RecordScanner, what: string, beginsAt: number) =>
  new BatchFileError(
    "truncated",
    `the file ends at byte ${scanner.fileOffset}, within the JSON ${what} that begins at byte ${beginsAt}`,
  );
