import { tarFormat } from "../archives/tar.ts";
import { isTar, TAR_HEAD_BYTES } from "../archives/tar-entries.ts";
import { peek } from "../compression/peek.ts";
import type { Format, FormatContext, OpenRecords } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { openPlain } from "./open-plain.ts";

/**
 * Recognises the format of an uncompressed batch file from its content, not from its name, and cuts the file into records.
 * If reading fails, the records before the failure are returned first. For a tar archive, the records of its files are
 * returned one file after another.
 *
 * @param formats the format that recognises the most records is taken. If several recognise the same number, the first one is
 * taken
 * @throws BatchFileError `unknown-format`. Iterating `records` throws what the format's `split` throws. Errors of the content
 * are thrown unchanged in both cases
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
