import type { RecordProblem } from "../format.ts";
import { problemOfStray } from "../stray-text.ts";
import {
  enterArray,
  enterObject,
  type JsonCutting,
  lookAhead,
  type ObjectFrame,
  stateAfter,
  toRestart,
  truncated,
} from "./json-cutting.ts";
import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  endOfPassed,
  findEnd,
  findQuote,
  nothingOpen,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
} from "./json-markup.ts";
import { findJsonRestart, kindOfStart, LOOK_BYTES, objectAt } from "./json-restart.ts";
import { isSpace, NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

/** A longer name counts as broken, so that memory stays bounded. */
const MAX_NAME_BYTES = 1_024;
const LINE_FEED = 0x0a;

/**
 * Does one step in a page: enters the next member if it leads to the page's records, skips it otherwise, or leaves the page at
 * its end. A skipped member may have any size.
 *
 * @param cutElement cuts the object at this place, which is a record of the page
 */
export function* cutMember(
  cutting: JsonCutting,
  { beginsAt, paths }: ObjectFrame,
  cutElement: (cutting: JsonCutting) => Steps<void>,
): Steps<void> {
  const { scanner, frames } = cutting;
  yield* skipSpace(scanner);
  const byte = scanner.bytes[scanner.at];
  if (byte === undefined) throw truncated(scanner, "object", beginsAt);
  if (byte === COMMA) {
    scanner.at++;
    return;
  }
  if (byte === CLOSE_BRACE) {
    scanner.at++;
    frames.pop();
    if (cutting.undecidedIn !== frames.length) return;
    cutting.undecidedIn = undefined;
    yield scanner.end(stateAfter(cutting));
    return;
  }
  // A broken member becomes a record of its own, unless the whole object is already open as a record.
  if (cutting.undecidedIn === undefined) scanner.begin();
  const name = byte === QUOTE ? yield* takeName(scanner, beginsAt) : undefined;
  if (name === undefined || !(yield* takeColon(scanner))) {
    while (scanner.at === scanner.bytes.length && !scanner.ended) yield NEED_MORE;
    if (scanner.at === scanner.bytes.length) throw truncated(scanner, "object", beginsAt);
    yield* cutBrokenPage(cutting, beginsAt);
    return;
  }
  const within = paths.filter(([first]) => name === JSON.stringify(first)).map(([, ...rest]) => rest);
  const leadsHere = within.some((path) => path.length === 0);
  const next = scanner.bytes[scanner.at];
  if (next === OPEN_BRACKET && leadsHere) {
    decidePage(cutting);
    enterArray(cutting, true);
  } else if (next === OPEN_BRACE && leadsHere) {
    decidePage(cutting);
    cutting.isAtLineStart = false;
    yield* cutElement(cutting);
  } else if (next === OPEN_BRACE && within.length > 0) {
    if (cutting.undecidedIn === undefined) scanner.abandon();
    enterObject(cutting, within);
  } else yield* skipMember(cutting, beginsAt);
}

/** Notes that the open object is a page and not a record. */
function decidePage(cutting: JsonCutting): void {
  cutting.scanner.abandon();
  cutting.undecidedIn = undefined;
}

/** Skips a member's name and returns it as written, with its quotes. Returns undefined if the name is broken or too long. */
function* takeName(scanner: RecordScanner, beginsAt: number): Steps<string | undefined> {
  for (;;) {
    const { bytes, at } = scanner;
    const end = findQuote(bytes, at + 1);
    if (end !== -1 && end - at <= MAX_NAME_BYTES) {
      scanner.at = end + 1;
      const name = bytes.toString("utf8", at, end + 1);
      return name.includes("\n") ? undefined : name;
    }
    if (bytes.length - at > MAX_NAME_BYTES) return undefined;
    if (scanner.ended) {
      scanner.at = bytes.length;
      throw truncated(scanner, "object", beginsAt);
    }
    yield NEED_MORE;
  }
}

/** Skips the colon after a name and goes to the value. Returns false if there is no value on the line of the name. */
function* takeColon(scanner: RecordScanner): Steps<boolean> {
  yield* skipSpace(scanner);
  if (scanner.bytes[scanner.at] !== COLON) return false;
  scanner.at++;
  for (;;) {
    const byte = scanner.bytes[scanner.at];
    if (byte === LINE_FEED) return false;
    if (byte === undefined && scanner.ended) return false;
    if (byte === undefined) yield NEED_MORE;
    else if (isSpace(byte)) scanner.at++;
    else return true;
  }
}

/**
 * Skips a member's value. If another document begins on a line of its own inside the value, the page is cut off there. Then
 * the part of the member before that line becomes a record with a problem.
 */
function* skipMember(cutting: JsonCutting, pageBeginsAt: number): Steps<void> {
  const { scanner, undecidedIn } = cutting;
  const nesting = nothingOpen();
  for (;;) {
    const { bytes, at } = scanner;
    const lineFeed = bytes.indexOf(LINE_FEED, at);
    const to = lineFeed === -1 ? bytes.length : lineFeed + 1;
    const end = findEnd(bytes, at, to, "value", nesting);
    if (end !== -1) {
      scanner.at = end;
      if (undecidedIn === undefined) scanner.abandon();
      return;
    }
    scanner.at = to;
    if (lineFeed === -1) {
      if (scanner.ended) throw truncated(scanner, "object", pageBeginsAt);
      scanner.at = endOfPassed(bytes, at, nesting);
      yield NEED_MORE;
    } else if (yield* beginsDocument(cutting)) {
      cutting.frames = [];
      cutting.undecidedIn = undefined;
      yield scanner.end(stateAfter(cutting), { problem: cutOff(pageBeginsAt) });
      return;
    }
  }
}

/** Tells whether a record or a page begins at this place, which is the beginning of a line. */
function* beginsDocument({ scanner, records }: JsonCutting): Steps<boolean> {
  while (scanner.bytes.length === scanner.at && !scanner.ended) yield NEED_MORE;
  const byte = scanner.bytes[scanner.at];
  if (byte !== OPEN_BRACE && byte !== OPEN_BRACKET) return false;
  yield* lookAhead(scanner);
  const { bytes, at } = scanner;
  const object = objectAt(bytes, at);
  const end = Math.min(bytes.length, at + LOOK_BYTES);
  return object !== undefined && kindOfStart(bytes, object, end, records, false) !== undefined;
}

const cutOff = (pageBeginsAt: number): RecordProblem => ({
  reason: "malformed",
  message: `the JSON object that begins at byte ${pageBeginsAt} is cut off here: another document begins after this`,
});

/** Cuts a broken member as one record. It ends where cutting can continue. */
function* cutBrokenPage(cutting: JsonCutting, pageBeginsAt: number): Steps<void> {
  const { scanner, records } = cutting;
  if (cutting.undecidedIn === undefined && !scanner.isHeadDropped) scanner.at = 0;
  else if (scanner.at <= scanner.maxRecordBytes && !scanner.isHeadDropped) {
    const { at } = scanner;
    while (scanner.bytes.length <= scanner.maxRecordBytes && !scanner.ended) yield NEED_MORE;
    const to = Math.min(scanner.bytes.length, scanner.maxRecordBytes);
    const restart = findJsonRestart(scanner.bytes, 1, to, records);
    if (restart) {
      cutting.frames = restart.isTop ? [] : cutting.frames.slice(0, cutting.undecidedIn);
      cutting.undecidedIn = undefined;
      scanner.at = restart.at;
      yield scanner.end(stateAfter(cutting), { problem: problemOfStray(scanner.text() ?? "") });
      return;
    }
    scanner.at = at;
  }
  yield* toRestart(cutting);
  const text = scanner.text();
  yield scanner.end(stateAfter(cutting), {
    problem: text === "" ? cutOff(pageBeginsAt) : problemOfStray(text ?? ""),
  });
}
