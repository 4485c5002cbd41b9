import { BatchFileError } from "../../batch-files/batch-file.ts";
import type { Format } from "../format.ts";
import type { CutState } from "./cut-record.ts";
import { cutElements, OPEN_BRACE, OPEN_BRACKET, skipSpace, skipValue } from "./json-markup.ts";
import { cutRecords, type RecordScanner, type Steps } from "./record-scanner.ts";

/**
 * Cuts a file of JSON arrays into their elements, one record each. An object that stands by itself, however it is laid
 * out, is a record too; and values may follow one another, as in files put together with `cat`.
 *
 * A malformed element is a record for `parse` to reject, and does no harm to the next one.
 *
 * @throws BatchFileError from the iteration: `truncated` where the file ends within a value, `malformed` where what
 * stands between the top values is neither an array nor an object
 */
export const splitJsonValues: Format["split"] = (file, { maxRecordBytes }) =>
  cutRecords(file, maxRecordBytes, cutValues);

/** The state of cutting where no value is open. */
const BETWEEN_VALUES: CutState = "between values";

function* cutValues(scanner: RecordScanner): Steps<void> {
  for (;;) {
    yield* skipSpace(scanner);
    const byte = scanner.bytes[scanner.at];
    if (byte === undefined) return;
    if (byte === OPEN_BRACKET) yield* cutElements(scanner, BETWEEN_VALUES);
    else if (byte === OPEN_BRACE) {
      scanner.begin();
      yield* skipValue(scanner, "object");
      yield scanner.end(BETWEEN_VALUES);
    } else
      throw new BatchFileError(
        "malformed",
        `byte ${scanner.fileOffset} is ${JSON.stringify(String.fromCharCode(byte))}, where only a JSON array or object can stand: what follows cannot be read`,
      );
  }
}
