import { BatchFileError } from "../batch-files/batch-file.ts";
import {
  type Format,
  type FormatContext,
  type ParsedRecord,
  reject,
  type SourceRecord,
} from "../formats/format.ts";
import { UNKNOWN_SOURCE } from "../papers/paper.ts";
import { Archive } from "./archive.ts";
import { BlockReader } from "./block-reader.ts";

/**
 * Returns the format of tar archives. The files of an archive are read one after another. Each may have its own compression and
 * format. Empty files, and files whose names say that they hold no data (such as `_SUCCESS`), are skipped.
 *
 * If a file cannot be read to its end, one reject stands for its rest, and the next file is read. If no file can be read, the
 * archive fails with the error of its first file.
 *
 * @param formats the formats that the files in an archive may have
 * @throws BatchFileError from the iteration, like {@link Archive.records}
 */
export const tarFormat = (formats: readonly Format[]): Format => ({
  name: "tar",
  readerRevision: 1,
  source: UNKNOWN_SOURCE,
  recognises: () => false,
  split: (file, context) => recordsOf(file, context, formats),
  parse,
});

/** Parses a record. If its format throws, because the record shows that its whole file is an error, only this record is rejected. */
function parse(record: SourceRecord, context: FormatContext): ParsedRecord {
  try {
    return (
      record.entry?.format?.parse(record, context) ?? reject("unknown-format", "it is in no known format")
    );
  } catch (error) {
    if (error instanceof BatchFileError) return reject(error.reason, error.message);
    throw error;
  }
}

async function* recordsOf(
  file: AsyncIterable<Buffer>,
  context: FormatContext,
  formats: readonly Format[],
): AsyncGenerator<SourceRecord, void, undefined> {
  const maxUncompressedBytes = context.maxUncompressedBytes ?? Number.POSITIVE_INFINITY;
  await using archive = new Archive(new BlockReader(file), { context, formats, maxUncompressedBytes });
  yield* archive.records();
}
