import type { BatchFile } from "@paperledger/core/batch-files/batch-file";
import { timestamp } from "@paperledger/core/papers/paper";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";

/** The batch file of a run. */
export const file: BatchFile = {
  traceId: traceIdOf({ bucket: "papers", key: "raw-data/a.gz", version: "1", eventTimeMs: 0 }),
  bucket: "papers",
  key: "raw-data/a.gz",
  sizeBytes: 1,
  batchTimestamp: timestamp(new Date(0)),
};
