import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { BatchFile, BatchFileStore } from "@paperledger/core/batch-files/batch-file";
import { batchFileKey } from "@paperledger/core/batch-files/object-keys";
import { timestamp } from "@paperledger/core/papers/paper";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";

/** Returns a batch file that was never processed before. */
export function newBatchFile(sizeBytes: number): BatchFile {
  const batchTimestamp = timestamp(new Date());
  const upload = {
    bucket: "bench",
    key: batchFileKey(new Date(batchTimestamp), randomUUID(), "papers.gz"),
  };
  const traceId = traceIdOf({ ...upload, version: randomUUID(), eventTimeMs: Date.parse(batchTimestamp) });
  return { ...upload, traceId, sizeBytes, batchTimestamp };
}

const READ_BYTES = 65_536;

/** Returns a store that returns these bytes for every file, in chunks like those of S3. */
export const fileInMemory = (content: Buffer): BatchFileStore => ({
  open: async (_, fromByte = 0) => Readable.from(chunksOf(content.subarray(fromByte)), { objectMode: false }),
});

function* chunksOf(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += READ_BYTES) yield content.subarray(at, at + READ_BYTES);
}
