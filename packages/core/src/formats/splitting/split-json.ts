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
 * Makes the `split` of a format of JSON objects. Records may stand one a line, in arrays, at places in pages, or one after
 * another with white space, commas, ASCII record separators or nothing between them, in any mixture. They come parsed.
 *
 * What is broken is a record with a problem, up to where the next record or page of the source begins.
 *
 * @throws BatchFileError from the iteration: `truncated` where the file ends within a value or a page, `feed-error` where it
 * ends with a source's error
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

/** Notes that an element of this array begins. One on a line of its own, with no comma before it, tells that the array is cut off. */
function* passElement(cutting: JsonCutting, frame: ArrayFrame): Steps<void> {
  const { isAfterComma, isAtLineStart } = cutting;
  if (frame.hasElements && isAtLineStart && !isAfterComma) yield* cutOffHere(cutting, frame);
  frame.hasElements = true;
}

/** Gives a record that holds nothing, and tells that the array is cut off at this place. Whatever follows is at the top. */
function* cutOffHere(cutting: JsonCutting, { beginsAt }: ArrayFrame): Steps<void> {
  cutting.frames = [];
  cutting.scanner.begin();
  yield cutting.scanner.end(stateAfter(cutting), {
    problem: {
      reason: "malformed",
      message: `the JSON array that begins at byte ${beginsAt} is cut off here: another document begins behind it`,
    },
  });
}

const LESS = 0x3c;

/** Goes over what may stand between records: white space, commas, record separators, byte order marks, and braces too many. */
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

/** Cuts an object that is a record, or goes into one that is a page. */
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
 * Goes to the end of the line at whose beginning the open record is, without what may stand behind a record; gives whether there is one
 * that is not too long. Most records are a line, and need not be looked at byte by byte.
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

/** Goes to the end of the value at the place, as far as a record may reach. */
function* toEnd(scanner: RecordScanner, kind: ValueKind): Steps<"whole" | "too long" | "cut off"> {
  const steps = skipValue(scanner, kind);
  for (;;) {
    const step = steps.next();
    if (scanner.at > scanner.maxRecordBytes) return "too long";
    if (step.done) return step.value ? "whole" : "cut off";
    yield step.value;
  }
}

/** Ends the open record where it is whole JSON up to this place, or goes into it where that is a page; gives whether it is JSON. */
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

/** Goes into the open object. In the array of a page, it is a record where it has none of its own: else that page is cut off. */
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

/** Returns where the line of an object ends that has more of it than its brace: so it is taken to be one line. */
function endOfLine(bytes: Buffer, to: number): number | undefined {
  let at = 1;
  while (isSpace(bytes[at]) && bytes[at] !== LINE_FEED) at++;
  if (bytes[at] === LINE_FEED) return undefined;
  const lineFeed = bytes.indexOf(LINE_FEED, at);
  return lineFeed === -1 ? to : Math.min(lineFeed, to);
}

/** The problem of an object that is no JSON. */
function malformed(scanner: RecordScanner, isCutOff: boolean): RecordProblem {
  const parsed = parseJson(scanner.text() ?? "");
  const error = "error" in parsed ? parsed.error : "";
  const behind = isCutOff ? ", and another document begins behind it" : "";
  return { reason: "malformed", message: `not JSON: ${error}${behind}` };
}

/** Goes into an array. One that holds neither objects nor arrays, or stands in the array of a page, is a record for `parse` to reject. */
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

/** Cuts an element of an array that begins no object, up to the next comma between elements. */
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

/** Cuts what begins no value at the top: a line with a text, a number or null, or what is no JSON, up to where cutting can go on. */
function* cutStray(cutting: JsonCutting): Steps<void> {
  const { scanner } = cutting;
  if (yield* cutScalarLine(cutting)) return;
  scanner.begin();
  yield* toRestart(cutting);
  yield scanner.end(stateAfter(cutting), { problem: problemOfStray(scanner.text() ?? "") });
}

/** Cuts the line at whose beginning the place is, if it is JSON and holds no object; gives whether. */
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
