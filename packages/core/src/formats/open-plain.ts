import { BatchFileError } from "../batch-files/batch-file.ts";
import { peek } from "../compression/peek.ts";
import { FileHead } from "./file-head.ts";
import type { Format, FormatContext, OpenRecords } from "./format.ts";
import { recognise } from "./recognise.ts";
import { decodeHead } from "./splitting/decode-utf8.ts";
import { unknownFormat } from "./unknown-format.ts";

/** Most files are told by this much. */
const FIRST_HEAD_BYTES = 65_536;
/** Members that tell may stand at the end of a page, as where they are sorted by name. */
const MAX_HEAD_BYTES = 8 * 1_024 * 1_024;

/**
 * Finds out from the content what format an uncompressed file is in that is no archive, and cuts it into records.
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
