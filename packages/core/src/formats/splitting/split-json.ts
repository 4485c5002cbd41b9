import type { Format, RecordProblem } from "../format.ts";
import { isJsonObject, sketchJson } from "../json-sketch.ts";
import { type JsonRecords, kindOfJson, objectsOnPage } from "../kind-of-json.ts";
import { parseJson } from "../parse-json.ts";
import { problemOfStray } from "../stray-text.ts";
import { cutMember } from "./cut-json-page.ts";
import {
  type ArrayFrame,
  enterArray,
  enterObject,
  type JsonCutting,
  lookAhead,
  stateAfter,
  toRestart,
  truncated,
} from "./json-cutting.ts";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  skipValue,
  type ValueKind,
} from "./json-markup.ts";
import { behindBrackets, findJsonRestart, objectAt } from "./json-restart.ts";
import {
  cutRecords,
  isSpace,
  NEED_MORE,
  type RecordScanner,
  type Steps,
  skipByteOrderMark,
} from "./record-scanner.ts";

/**
 * Returns the `split` of a format whose records are JSON objects. Records may stand on lines of their own, in arrays, in pages,
 * or one after another. White space, commas, ASCII record separators or nothing may stand between them. A file may mix all of
 * these. Each record is returned with its parsed `json`.
 *
 * Broken text becomes a record with a problem. It ends where the next record or page of the source begins.
 *
 * @throws BatchFileError from the iteration: `truncated` if the file ends inside a value or a page, `feed-error` if the file
 * ends with an error of the source
 * @see https://github.com/ndjson/ndjson-spec
 * @see https://www.rfc-editor.org/rfc/rfc7464 for record separators
 */
export const splitJson =
  (records: JsonRecords): Format["split"] =>
  (file, { maxRecordBytes }) =>
    cutRecords(file, maxRecordBytes, (scanner) => cutJson(scanner, records));

const LINE_FEED = 0x0a;
const RECORD_SEPARATOR = 0x1e;
const FIRST_OF_BYTE_ORDER_MARK = 0xef;

function* cutJson(scanner: RecordScanner, records: JsonRecords): Steps<void> {
  const cutting: JsonCutting = {
    scanner,
    records,
    frames: [],
    isAtFileStart: true,
    isAtLineStart: true,
    isAfterComma: false,
    undecidedIn: undefined,
    brackets: { upTo: -1, holdObjects: false },
  };
  for (;;) {
    const frame = cutting.frames.at(-1);
    if (frame?.kind === "object") {
      yield* cutMember(cutting, frame, cutObject);
      continue;
    }
    yield* skipBetween(cutting);
    const byte = scanner.bytes[scanner.at];
    if (byte === undefined) {
      if (frame) throw truncated(scanner, "array", frame.beginsAt);
      return;
    }
    if (byte === CLOSE_BRACKET) {
      scanner.at++;
      cutting.frames.pop();
    } else if (byte === OPEN_BRACE) {
      if (frame) yield* passElement(cutting, frame);
      yield* cutObject(cutting);
    } else if (byte === OPEN_BRACKET) yield* cutArray(cutting);
    else if (frame && byte !== LESS) yield* cutElement(cutting);
    else yield* cutStray(cutting);
  }
}

/** Notes that an element of this array begins. If it stands on a new line without a comma before it, the array before it is cut off. */
function* passElement(cutting: JsonCutting, frame: ArrayFrame): Steps<void> {
  const { isAfterComma, isAtLineStart } = cutting;
  if (frame.hasElements && isAtLineStart && !isAfterComma) yield* cutOffHere(cutting, frame);
  frame.hasElements = true;
}

/** Yields an empty record whose problem says that the array is cut off at this place. Cutting continues at the top level. */
function* cutOffHere(cutting: JsonCutting, { beginsAt }: ArrayFrame): Steps<void> {
  cutting.frames = [];
  cutting.scanner.begin();
  yield cutting.scanner.end(stateAfter(cutting), {
    problem: {
      reason: "malformed",
      message: `the JSON array that begins at byte ${beginsAt} is cut off here: another document begins after it`,
    },
  });
}

const LESS = 0x3c;

/** Skips what may stand between records: white space, commas, record separators, byte order marks, and surplus closing braces. */
function* skipBetween(cutting: JsonCutting): Steps<void> {
  const { scanner } = cutting;
  cutting.isAtLineStart = cutting.isAtFileStart;
  cutting.isAtFileStart = false;
  cutting.isAfterComma = false;
  for (;;) {
    const byte = scanner.bytes[scanner.at];
    if (byte === undefined) {
      if (scanner.ended) return;
      yield NEED_MORE;
    } else if (isSpace(byte) || byte === COMMA || byte === RECORD_SEPARATOR || byte === CLOSE_BRACE) {
      cutting.isAtLineStart ||= byte === LINE_FEED;
      cutting.isAfterComma ||= byte === COMMA;
      scanner.at++;
    } else if (byte !== FIRST_OF_BYTE_ORDER_MARK || !(yield* skipByteOrderMark(scanner))) return;
  }
}

/** Cuts an object that is a record, or enters an object that is a page. */
function* cutObject(cutting: JsonCutting): Steps<void> {
  const { scanner, records, isAtLineStart } = cutting;
  const beginsAt = scanner.fileOffset;
  scanner.begin();
  if (isAtLineStart && (yield* endLine(scanner)) && (yield* takeWhole(cutting))) return;
  scanner.at = 0;
  const end = yield* toEnd(scanner, "object");
  if (end === "whole" && (yield* takeWhole(cutting))) return;
  const to = Math.min(scanner.at, scanner.maxRecordBytes);
  const { object } = sketchJson(scanner.bytes.toString("utf8", 0, to), 0);
  const isRecord = "paper_id" in object || records.isRecord(object);
  if (end === "too long" || (!isRecord && objectsOnPage(object, records))) {
    cutting.undecidedIn = cutting.frames.length;
    scanner.at = 0;
    enterObject(cutting, records.pages ?? []);
    return;
  }
  const lineEnd = isAtLineStart ? endOfLine(scanner.bytes, to) : undefined;
  const restart = findJsonRestart(scanner.bytes, 1, lineEnd ?? to, records);
  const isLastLine = isRecord && lineEnd !== undefined && cutting.frames.length === 0;
  if (end === "cut off" && !restart && !isLastLine && (lineEnd ?? to) === to)
    throw truncated(scanner, "object", beginsAt);
  if (restart?.isTop) cutting.frames = [];
  scanner.at = restart?.at ?? lineEnd ?? to;
  yield scanner.end(stateAfter(cutting), { problem: malformed(scanner, restart !== undefined) });
}

/**
 * Goes to the end of the line on which the open record begins, but stops before white space, commas and separators at its end.
 * Returns false if the line is empty or too long. Most records are one line, so this saves looking at every byte.
 */
function* endLine(scanner: RecordScanner): Steps<boolean> {
  let from = 0;
  for (;;) {
    const { bytes } = scanner;
    const lineFeed = bytes.indexOf(LINE_FEED, from);
    const end = lineFeed === -1 && scanner.ended ? bytes.length : lineFeed;
    if (end > scanner.maxRecordBytes || (end === -1 && bytes.length > scanner.maxRecordBytes)) return false;
    if (end !== -1) {
      scanner.at = end;
      while (isBehindRecord(bytes[scanner.at - 1])) scanner.at--;
      return scanner.at > 1;
    }
    from = bytes.length;
    yield NEED_MORE;
  }
}

const isBehindRecord = (byte: number | undefined) =>
  isSpace(byte) || byte === COMMA || byte === RECORD_SEPARATOR;

/** Goes to the end of the value at this place, but not beyond the size limit of a record. */
function* toEnd(scanner: RecordScanner, kind: ValueKind): Steps<"whole" | "too long" | "cut off"> {
  const steps = skipValue(scanner, kind);
  for (;;) {
    const step = steps.next();
    if (scanner.at > scanner.maxRecordBytes) return "too long";
    if (step.done) return step.value ? "whole" : "cut off";
    yield step.value;
  }
}

/** Ends the open record at this place if its text is valid JSON, or enters it if it is a page. Returns whether the text is valid JSON. */
function* takeWhole(cutting: JsonCutting): Steps<boolean> {
  const { scanner, records } = cutting;
  const parsed = parseJson(scanner.text() ?? "");
  if ("error" in parsed) return false;
  const json = parsed.value;
  const kind = kindOfJson(json, records);
  if (kind === "page") yield* takePage(cutting, json);
  else if (kind === "empty page") scanner.abandon();
  else yield scanner.end(stateAfter(cutting), kind === "record" ? { json } : { problem: kind });
  return true;
}

/** Enters the open object, which is a page. Inside another page it counts as a record if it holds no records, otherwise the other page is cut off. */
function* takePage(cutting: JsonCutting, json: unknown): Steps<void> {
  const { scanner, records, frames } = cutting;
  const frame = frames.at(-1);
  if (frame?.kind === "array" && frame.isOfPage) {
    const inner = isJsonObject(json) ? (objectsOnPage(json, records) ?? []) : [];
    if (!inner.some((object) => records.isRecord(object))) {
      yield scanner.end(stateAfter(cutting), { json });
      return;
    }
    scanner.abandon();
    scanner.at = 0;
    yield* cutOffHere(cutting, frame);
  }
  scanner.abandon();
  scanner.at = 0;
  enterObject(cutting, records.pages ?? []);
}

/** Returns the end of the object's first line. Returns undefined if only the brace stands on that line: then the object has several lines. */
function endOfLine(bytes: Buffer, to: number): number | undefined {
  let at = 1;
  while (isSpace(bytes[at]) && bytes[at] !== LINE_FEED) at++;
  if (bytes[at] === LINE_FEED) return undefined;
  const lineFeed = bytes.indexOf(LINE_FEED, at);
  return lineFeed === -1 ? to : Math.min(lineFeed, to);
}

/** Returns the problem of an object that is not valid JSON. */
function malformed(scanner: RecordScanner, isCutOff: boolean): RecordProblem {
  const parsed = parseJson(scanner.text() ?? "");
  const error = "error" in parsed ? parsed.error : "";
  const behind = isCutOff ? ", and another document begins after it" : "";
  return { reason: "malformed", message: `not JSON: ${error}${behind}` };
}

/** Enters an array. If it holds no objects, or stands in the array of a page, it becomes a record that `parse` rejects. */
function* cutArray(cutting: JsonCutting): Steps<void> {
  const { scanner, frames, isAfterComma } = cutting;
  const frame = frames.at(-1);
  yield* lookAhead(scanner);
  const { brackets } = cutting;
  if (scanner.fileOffset > brackets.upTo) {
    brackets.upTo = scanner.fileOffset + behindBrackets(scanner.bytes, scanner.at) - scanner.at;
    brackets.holdObjects = objectAt(scanner.bytes, scanner.at) !== undefined;
  }
  const holdsObjects = brackets.holdObjects;
  if (frame?.kind === "array") {
    if (!holdsObjects || (frame.isOfPage && isAfterComma)) {
      yield* cutElement(cutting);
      return;
    }
    if (frame.isOfPage || (frame.hasElements && !isAfterComma)) yield* cutOffHere(cutting, frame);
    frame.hasElements = true;
  }
  if (!frame && !holdsObjects && (yield* cutScalarLine(cutting))) return;
  enterArray(cutting, false);
}

/** Cuts an element of an array that is not an object. It ends at the next comma between elements. */
function* cutElement(cutting: JsonCutting): Steps<void> {
  const { scanner, records } = cutting;
  const beginsAt = scanner.fileOffset;
  scanner.begin();
  const end = yield* toEnd(scanner, "value");
  const to = Math.min(scanner.at, scanner.maxRecordBytes);
  const isJson = end === "whole" && "value" in parseJson(scanner.text() ?? "");
  const restart = isJson ? undefined : findJsonRestart(scanner.bytes, 1, to, records);
  if (restart) {
    if (restart.isTop) cutting.frames = [];
    scanner.at = restart.at;
    yield scanner.end(stateAfter(cutting), { problem: problemOfStray(scanner.text() ?? "") });
  } else if (end === "cut off") throw truncated(scanner, "element", beginsAt);
  else {
    if (end === "too long") {
      scanner.at = 0;
      yield* skipValue(scanner, "value");
    }
    yield scanner.end(stateAfter(cutting));
  }
}

/** Cuts text at the top level that is neither object nor array: a line with a string, a number or null, or broken text up to the next restart. */
function* cutStray(cutting: JsonCutting): Steps<void> {
  const { scanner } = cutting;
  if (yield* cutScalarLine(cutting)) return;
  scanner.begin();
  yield* toRestart(cutting);
  yield scanner.end(stateAfter(cutting), { problem: problemOfStray(scanner.text() ?? "") });
}

/** Cuts the line that begins at this place if it is valid JSON without objects. Returns whether it did. */
function* cutScalarLine(cutting: JsonCutting): Steps<boolean> {
  const { scanner, isAtLineStart } = cutting;
  if (!isAtLineStart) return false;
  scanner.begin();
  const parsed = (yield* endLine(scanner)) ? parseJson(scanner.text() ?? "") : undefined;
  if (parsed && "value" in parsed && !holdsObjects(parsed.value)) {
    if (Array.isArray(parsed.value) && parsed.value.length === 0) scanner.abandon();
    else yield scanner.end(stateAfter(cutting), { json: parsed.value });
    return true;
  }
  scanner.abandon();
  scanner.at = 0;
  return false;
}

const holdsObjects = (value: unknown): boolean =>
  Array.isArray(value) && value.some((element) => isJsonObject(element) || holdsObjects(element));
