import { BatchFileError } from "../batch-files/batch-file.ts";
import { peek } from "../compression/peek.ts";
import { FileHead } from "./file-head.ts";
import type { Format, FormatContext, OpenRecords } from "./format.ts";
import { recognise } from "./recognise.ts";
import { decodeHead } from "./splitting/decode-utf8.ts";
import { unknownFormat } from "./unknown-format.ts";

/** For most files this is enough to recognise the format. */
const FIRST_HEAD_BYTES = 65_536;
/** The members that identify a page may stand at its end, for example if members are sorted by name. */
const MAX_HEAD_BYTES = 8 * 1_024 * 1_024;

/**
 * Recognises the format of an uncompressed file from its content, and cuts the file into records. The file is not an archive.
 *
 * @throws BatchFileError as `openRecords` does
 */
export async function openPlain(
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
