import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoDbEventLog } from "@paperledger/aws/event-log/event-log";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import { FORMATS } from "@paperledger/core/formats/formats";
import type { PaperStore } from "@paperledger/core/papers/paper-store";
import type { RejectStore } from "@paperledger/core/rejects/reject";
import { processBatchFile } from "@paperledger/core/runs/process-batch-file";
import type { ProcessingLimits } from "@paperledger/core/runs/processing";
import type { RunResult } from "@paperledger/core/runs/run-result";
import { fileInMemory, newBatchFile } from "./feed/batch-file-of.ts";
import { LIMITS } from "./feed/papers-of.ts";

/** A reject store that fails, because no record of a benchmark may be rejected. */
export const NO_REJECTS: RejectStore = {
  put: () => Promise.reject(new Error("a record of the bench's own feed was rejected")),
  async *read() {},
};

/** Ingests a feed end to end, as the processor does: reads it, upserts its papers, and logs its events. Memory takes the place of S3. */
export async function ingest(
  feed: Buffer,
  client: DynamoDBDocumentClient,
  tables: TableNames,
  {
    papers = dynamoDbPaperStore({ client, table: tables.papers }),
    limits = LIMITS,
  }: { readonly papers?: PaperStore; readonly limits?: ProcessingLimits } = {},
): Promise<RunResult> {
  const result = await processBatchFile(newBatchFile(feed.length), {
    batchFiles: fileInMemory(feed),
    papers,
    rejects: NO_REJECTS,
    eventLog: dynamoDbEventLog({ client, table: tables.runs }),
    formats: FORMATS,
    limits,
    now: () => new Date(),
  });
  if (result.status !== "completed") throw new Error(`the run of the bench ended ${result.status}`);
  return result;
}
