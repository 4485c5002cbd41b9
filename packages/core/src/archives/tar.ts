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
 * Makes the format of a tar archive: its files are read one after another, each with a compression and a format of its own. Files that
 * hold no data by their names, and empty ones, are passed over.
 *
 * A file that cannot be read (further) is one reject, and the next one is read. Where there is no file that can be read at all, the
 * archive fails with the error of the first one.
 *
 * @param formats those that the files in it may have
 * @throws BatchFileError from the iteration, as of {@link Archive.records}
 */
export const tarFormat = (formats: readonly Format[]): Format => ({
  name: "tar",
  readerRevision: 1,
  source: UNKNOWN_SOURCE,
  recognises: () => false,
  split: (file, context) => recordsOf(file, context, formats),
  parse,
});

/** What says that a whole file is an error, says so of one file of several here. */
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
