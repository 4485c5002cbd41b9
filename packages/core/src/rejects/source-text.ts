import type { BatchFile, BatchFileStore } from "../batch-files/batch-file.ts";
import { decompress } from "../compression/decompress.ts";
import type { Format } from "../formats/format.ts";
import { openRecords } from "../formats/open-records.ts";

/** What is read of a batch file for the sake of its rejects. */
export interface SourceText {
  readonly format: string;
  /** The exact text of the records asked for, by their numbers; those that cannot be cut out as text are not there. */
  readonly records: ReadonlyMap<number, string>;
}

export interface SourceTextReading {
  readonly batchFiles: BatchFileStore;
  readonly maxRecordBytes: number;
  readonly maxUncompressedBytes: number;
  readonly formats?: readonly Format[];
}

/**
 * Reads records of a batch file again: for rejects whose own text was cut, or of a run that did not come to tell its
 * format. Reads no further than the last one asked for. A record that stands elsewhere than its reject tells is another one:
 * a limit or the code changed, and broken records are cut otherwise. Its text is not taken.
 *
 * @param wanted the byte offsets that the rejects tell, by record number
 * @throws BatchFileError where the file is not there any more, or is in no known format
 */
export async function sourceText(
  file: BatchFile,
  wanted: ReadonlyMap<number, number>,
  { batchFiles, maxRecordBytes, maxUncompressedBytes, formats }: SourceTextReading,
): Promise<SourceText> {
  const body = await batchFiles.open(file);
  try {
    const { content } = await decompress(body, { maxUncompressedBytes, ...(formats && { formats }) });
    const context = { batchTimestamp: file.batchTimestamp, maxRecordBytes, maxUncompressedBytes };
    const opened = await openRecords(content, context, formats);
    const records = new Map<number, string>();
    let missing = wanted.size;
    if (missing > 0)
      for await (const { number, byteOffset, text, problem, entry } of opened.records) {
        if (!wanted.has(number)) continue;
        const isSame = byteOffset - (entry?.byteOffset ?? 0) === wanted.get(number);
        if (isSame && !problem) records.set(number, text);
        missing -= 1;
        if (missing === 0) break;
      }
    return { format: opened.format.name, records };
  } finally {
    body.destroy();
  }
}
