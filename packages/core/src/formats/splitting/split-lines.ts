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

/** The state after every line: earlier lines do not influence how the next line is cut. */
const AT_LINE_END: CutState = "line end";

const LINE_FEED = 0x0a;
const FIRST_OF_BYTE_ORDER_MARK = 0xef;

/**
 * Cuts a file into its lines. Each line is a record, without the white space around it. Lines end with `\n` or `\r\n`; the last
 * line may end with the file. Blank lines are skipped. A byte order mark at the beginning of a line is skipped too: files that
 * were joined with `cat` have them.
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
