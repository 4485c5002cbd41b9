import { BatchFileError } from "../batch-files/batch-file.ts";
import { COMPRESSION_NAMES } from "../compression/decompress.ts";
import { peek } from "../compression/peek.ts";
import type { Format, FormatContext, SourceRecord } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { shownBytes } from "./shown.ts";
import { decodeHead } from "./splitting/decode-utf8.ts";

const HEAD_BYTES = 65_536;

export interface OpenRecords {
  readonly format: Format;
  /** To be iterated once, at the consumer's pace. Ending early ends the iteration of the content. */
  readonly records: AsyncIterable<SourceRecord>;
}

/**
 * Finds out from the content, not from the name, what format an uncompressed batch file is in, and cuts it into records.
 * Where reading fails, the records before that come first.
 *
 * @param formats in order of preference: the first that recognises the file is taken
 * @throws BatchFileError `unknown-format`; from `records` what the format's `split` throws; from both, an error of the
 * content as it is
 */
export async function openRecords(
  content: AsyncIterable<Buffer>,
  context: FormatContext,
  formats: readonly Format[] = FORMATS,
): Promise<OpenRecords> {
  const peeked = await peek(content, HEAD_BYTES);
  const head = decodeHead(peeked.head, HEAD_BYTES);
  const format = formats.find((known) => known.recognises(head));
  if (format) return { format, records: format.split(peeked.content, context) };
  await peeked.close();
  if (peeked.failure) throw peeked.failure.error;
  const names = formats.map(({ name }) => name).join(", ");
  throw new BatchFileError(
    "unknown-format",
    `the file begins with ${shownBytes(peeked.head)}, which is in none of the known formats (${names}), plain or compressed with ${COMPRESSION_NAMES.join(", ")}: give it in one of these, or register its format`,
  );
}
