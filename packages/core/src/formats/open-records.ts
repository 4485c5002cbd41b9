import { tarFormat } from "../archives/tar.ts";
import { isTar, TAR_HEAD_BYTES } from "../archives/tar-entries.ts";
import { peek } from "../compression/peek.ts";
import type { Format, FormatContext, OpenRecords } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { openPlain } from "./open-plain.ts";

/**
 * Finds out from the content, not from the name, what format an uncompressed batch file is in, and cuts it into records.
 * Where reading fails, the records before that come first. Of a tar archive, the records of its files come one after another.
 *
 * @param formats the one with most of the first records is taken; of several with as many, the first one
 * @throws BatchFileError `unknown-format`; from `records` what the format's `split` throws; from both, an error of the
 * content as it is
 */
export async function openRecords(
  file: AsyncIterable<Buffer>,
  context: FormatContext,
  formats: readonly Format[] = FORMATS,
): Promise<OpenRecords> {
  const { head, content } = await peek(file, TAR_HEAD_BYTES);
  if (!isTar(head)) return openPlain(content, context, formats);
  const format = tarFormat(formats);
  return { format, records: format.split(content, context) };
}
