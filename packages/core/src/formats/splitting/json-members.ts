import { BatchFileError } from "../../batch-files/batch-file.ts";
import { findQuote, QUOTE, skipSpace, skipValue, truncated } from "./json-markup.ts";
import { NEED_MORE, type RecordScanner, type Steps } from "./record-scanner.ts";

/** Longer names are not read, so that memory stays bounded. */
const MAX_NAME_BYTES = 1_024;

/** Goes over a member's name; gives it as it is written, quotes and all. */
export function* takeName(scanner: RecordScanner, objectBeginsAt: number): Steps<string> {
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
export function* take(
  scanner: RecordScanner,
  expected: readonly number[],
  objectBeginsAt: number,
): Steps<number> {
  const byte = yield* expect(scanner, expected, objectBeginsAt);
  scanner.at++;
  return byte;
}

/** Goes to the next byte that is no white space; gives it. */
export function* nextByte(scanner: RecordScanner, objectBeginsAt: number): Steps<number> {
  yield* skipSpace(scanner);
  const byte = scanner.bytes[scanner.at];
  if (byte === undefined) throw truncated(scanner, "object", objectBeginsAt);
  return byte;
}

/** Goes over a member's value; gives its first `maxBytes`, as it is written. */
export function* keepValue(scanner: RecordScanner, maxBytes: number): Steps<string> {
  let kept = Buffer.alloc(0);
  let from = scanner.at;
  const keep = () => {
    const passed = scanner.bytes.subarray(from, scanner.at);
    kept = Buffer.concat([kept, passed.subarray(0, maxBytes - kept.length)]);
  };
  for (const step of skipValue(scanner, "member")) {
    keep();
    yield step;
    from = scanner.at;
  }
  keep();
  return kept.toString("utf8");
}
