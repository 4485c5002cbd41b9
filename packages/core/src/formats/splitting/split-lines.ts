import type { Format } from "../format.ts";
import type { CutState } from "./cut-record.ts";
import {
  cutRecords,
  isSpace,
  NEED_MORE,
  type RecordScanner,
  type Steps,
  skipByteOrderMark,
} from "./record-scanner.ts";

/** No line is cut by what came before it. */
const AT_LINE_END: CutState = "line end";

const LINE_FEED = 0x0a;
const FIRST_OF_BYTE_ORDER_MARK = 0xef;

/**
 * Cuts a file into its lines, one record each, without the white space around them. Lines end in `\n` or `\r\n`, the
 * last one need not; blank lines are no records. A byte order mark that a line begins with, as in files put together with
 * `cat`, is no part of it.
 *
 * @see https://github.com/ndjson/ndjson-spec
 */
export const splitLines: Format["split"] = (file, { maxRecordBytes }) =>
  cutRecords(file, maxRecordBytes, cutLines);

function* cutLines(scanner: RecordScanner): Steps<void> {
  for (;;) {
    while (isSpace(scanner.bytes[scanner.at])) scanner.at++;
    if (scanner.at === scanner.bytes.length) {
      if (scanner.ended) return;
      yield NEED_MORE;
      continue;
    }
    if (scanner.bytes[scanner.at] === FIRST_OF_BYTE_ORDER_MARK && (yield* skipByteOrderMark(scanner)))
      continue;
    scanner.begin();
    yield* toLineEnd(scanner);
    yield scanner.end(AT_LINE_END);
  }
}

function* toLineEnd(scanner: RecordScanner): Steps<void> {
  for (;;) {
    const lineEnd = scanner.bytes.indexOf(LINE_FEED, scanner.at);
    scanner.at = lineEnd === -1 ? scanner.bytes.length : lineEnd;
    if (lineEnd !== -1 || scanner.ended) return;
    yield NEED_MORE;
  }
}
