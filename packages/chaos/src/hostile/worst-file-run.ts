// A program of its own, so that its memory can be measured. It processes the batch file at the given endpoint, with the processor's stores
// and limits, and prints the result and the most memory used. Without an endpoint, it does nothing.
import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { s3RejectStore } from "@paperledger/aws/rejects/reject-store";
import { FORMATS } from "@paperledger/core/formats/formats";
import { processBatchFile } from "@paperledger/core/runs/process-batch-file";
import { FILE, ledgerInMemory } from "@paperledger/core/runs/processing.fixture";
import { resourceEnvironment } from "@paperledger/functions/description/resource-environment";
import { processorConfig } from "@paperledger/functions/processor/processor-config";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { peakMemoryBytes } from "@paperledger/local/peak-memory";

const [endpoint] = process.argv.slice(2);
const names = {
  papers: "papers",
  runs: "runs",
  attempts: "attempts",
  rawBucket: "raw",
  uploadsQueue: "uploads",
  backfillQueue: "backfill",
};
const { papersTable, rawBucket, limits } = processorConfig(resourceEnvironment(PROCESSOR, names));
const at = emulatedAt(endpoint ?? "http://127.0.0.1");
const s3 = s3Client(at);
const client = documentClient(dynamoDbClient(at));
const processing = {
  ...ledgerInMemory([]).processing(limits),
  formats: FORMATS,
  batchFiles: s3BatchFileStore({ client: s3 }),
  papers: dynamoDbPaperStore({ client, table: papersTable }),
  rejects: s3RejectStore({ client: s3, bucket: rawBucket }),
};
const result = endpoint === undefined ? null : await processBatchFile(FILE, processing);
console.log(JSON.stringify({ result, peakBytes: peakMemoryBytes() }));
process.exit();
