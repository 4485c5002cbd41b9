import type { BatchFile } from "@paperledger/core/batch-files/batch-file";
import { type Batch, formBatches } from "@paperledger/core/batches/form-batches";
import { markRepeats } from "@paperledger/core/batches/mark-repeats";
import { readRecords } from "@paperledger/core/batches/read-records";
import { decompress } from "@paperledger/core/compression/decompress";
import { openRecords } from "@paperledger/core/formats/open-records";
import type { TextVersion } from "@paperledger/core/papers/paper";
import type { ProcessingLimits } from "@paperledger/core/runs/processing";
import { fileInMemory, newBatchFile } from "./batch-file-of.ts";

export const LIMITS = {
  batchesInFlight: 32,
  maxRecordBytes: 512 * 1024,
  maxUncompressedBytes: 16 * 1024 ** 3,
  maxFileMs: 60 * 60 * 1000,
} satisfies ProcessingLimits;

/** Yields the batches that the processor forms of a file, without writing them. */
export async function* batchesOf(
  content: Buffer,
  { refusal }: Pick<Parameters<typeof readRecords>[1], "refusal">,
  file: BatchFile = newBatchFile(content.length),
): AsyncGenerator<Batch> {
  const opened = await decompress(await fileInMemory(content).open(file), LIMITS);
  const context = { batchTimestamp: file.batchTimestamp, maxRecordBytes: LIMITS.maxRecordBytes };
  const { format, records } = await openRecords(opened.content, context);
  const reading = { file, format, context, refusal, countedAs: (source: string) => source };
  yield* formBatches(markRepeats(readRecords(records, reading)));
}

/** Returns the texts of the papers in a file, by batches. */
export const papersOf = (content: Buffer): Promise<TextVersion[][]> =>
  Array.fromAsync(batchesOf(content, { refusal: () => undefined }), ({ records }) =>
    records.flatMap(({ content }) =>
      content.kind === "paper" && content.paper.kind === "text" ? [content.paper] : [],
    ),
  );
