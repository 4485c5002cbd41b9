import type { BatchFile, BatchFileStore } from "../batch-files/batch-file.ts";
import { decompress } from "../compression/decompress.ts";
import type { Format } from "../formats/format.ts";
import { openRecords } from "../formats/open-records.ts";

/** The format of a batch file, and the texts of some of its records. */
export interface SourceText {
  readonly format: string;
  /** The exact texts of the wanted records, by number. Records that cannot be cut out as text are left out. */
  readonly records: ReadonlyMap<number, string>;
}

export interface SourceTextReading {
  readonly batchFiles: BatchFileStore;
  readonly maxRecordBytes: number;
  readonly maxUncompressedBytes: number;
  readonly formats?: readonly Format[];
}

/**
 * Reads records of a batch file again. A redrive needs this for rejects whose text was cut, and for runs whose events do not name
 * the format. Stops after the last wanted record. If a record has another offset than its reject, a limit or the code has changed,
 * so that the file is cut in another way. Then the record is another one, and its text is left out.
 *
 * @param wanted the byte offsets of the rejects, by record number
 * @throws BatchFileError if the file no longer exists, or is in no known format
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
