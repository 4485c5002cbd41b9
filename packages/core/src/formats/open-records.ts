import { tarFormat } from "../archives/tar.ts";
import { isTar } from "../archives/tar-entries.ts";
import { BatchFileError } from "../batch-files/batch-file.ts";
import { peek } from "../compression/peek.ts";
import { FileHead } from "./file-head.ts";
import type { Format, FormatContext, OpenRecords } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { recognise } from "./recognise.ts";
import { decodeHead } from "./splitting/decode-utf8.ts";
import { unknownFormat } from "./unknown-format.ts";

/** Most files are told by this much. */
const FIRST_HEAD_BYTES = 65_536;
/** Members that tell may stand at the end of a page, as where they are sorted by name. */
const MAX_HEAD_BYTES = 8 * 1_024 * 1_024;

const TAR_HEAD_BYTES = 512;

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
  const format = tarFormat({ formats, open: openPlain });
  return { format, records: format.split(content, context) };
}

/** Opens a file that is no archive. */
async function openPlain(
  file: AsyncIterable<Buffer>,
  context: FormatContext,
  formats: readonly Format[],
): Promise<OpenRecords> {
  let content = file;
  for (let headBytes = FIRST_HEAD_BYTES; ; headBytes *= 2) {
    const peeked = await peek(content, headBytes);
    const isWhole = peeked.head.length < headBytes;
    const head = new FileHead(decodeHead(peeked.head, headBytes), isWhole);
    const recognised = recognise(head, formats);
    const isLast = isWhole || headBytes >= MAX_HEAD_BYTES;
    if (recognised.kind === "format" && (isLast || recognised.records > 0))
      return { format: recognised.format, records: recognised.format.split(peeked.content, context) };
    if (isLast) {
      await peeked.close();
      if (peeked.failure) throw peeked.failure.error;
      if (recognised.kind === "refused") throw new BatchFileError("unknown-format", recognised.refusal);
      throw unknownFormat(peeked.head, head, formats);
    }
    content = peeked.content;
  }
}
