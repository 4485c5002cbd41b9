import { randomUUID } from "node:crypto";
import { CreateBucketCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoDbHandedOnMessages } from "@paperledger/aws/attempts/handed-on-messages";
import { dynamoDbObjectClaims } from "@paperledger/aws/attempts/object-claims";
import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { objectState } from "@paperledger/aws/batch-files/object-state";
import { type AwsEndpoint, documentClient, dynamoDbClient } from "@paperledger/aws/clients/clients";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { type Ledger, ledgerOf } from "@paperledger/aws/ledger/ledger";
import { createTables, deleteTables } from "@paperledger/aws/tables/create-tables";
import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import type { BatchFile } from "@paperledger/core/batch-files/batch-file";
import { batchFileKey } from "@paperledger/core/batch-files/object-keys";
import { FORMATS } from "@paperledger/core/formats/formats";
import type { StoredPaper } from "@paperledger/core/papers/paper";
import { papersOfRun } from "@paperledger/core/papers/papers-of-run";
import type { Reject } from "@paperledger/core/rejects/reject";
import { bestEffort } from "@paperledger/core/runs/handed-on-messages";
import { noteAttempts } from "@paperledger/core/runs/note-attempts";
import type { ProcessingLimits } from "@paperledger/core/runs/processing";
import { deadlineIn } from "@paperledger/core/runs/processing";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import type { Context } from "aws-lambda";
import { testedDynamoDb, testedS3 } from "./aws-endpoints.fixture.ts";
import { mapValues } from "./description/map-values.ts";
import { emfMetrics } from "./observability/emf-metrics.ts";
import { structuredLogger } from "./observability/structured-logger.ts";
import { createProcessor } from "./processor/processor.ts";
import { processorConfig } from "./processor/processor-config.ts";
import { PROCESSOR } from "./processor/processor-function.ts";
import { s3Notification, type Upload } from "./processor/s3-events.fixture.ts";

/** DynamoDB and S3, with tables and a bucket for one test. No other service runs. */
export interface EmbeddedAws {
  readonly dynamoDbAt: AwsEndpoint;
  readonly s3At: AwsEndpoint;
  readonly tables: TableNames;
  readonly bucket: string;
  readonly dynamoDb: DynamoDBDocumentClient;
  readonly s3: S3Client;
  readonly ledger: Ledger;
  stop(): Promise<void>;
}

/**
 * Starts the embedded AWS, unless the SDK's variables (`AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_DYNAMODB`, ..._S3) name
 * another AWS.
 */
export async function startEmbeddedAws(): Promise<EmbeddedAws> {
  const [database, storage] = [await testedDynamoDb(), await testedS3()];
  const client = dynamoDbClient(database.at);
  const s3 = s3Client(storage.at);
  const own = `paperledger-test-${randomUUID().slice(0, 8)}`;
  const tables = {
    papers: `${own}-papers`,
    runs: `${own}-runs`,
    statistics: `${own}-statistics`,
    attempts: `${own}-attempts`,
    vectors: `${own}-vectors`,
    handledEvents: `${own}-handled-events`,
  };
  await createTables(client, tables);
  await s3.send(new CreateBucketCommand({ Bucket: own }));
  const dynamoDb = documentClient(client);
  return {
    dynamoDbAt: database.at,
    s3At: storage.at,
    tables,
    bucket: own,
    dynamoDb,
    s3,
    ledger: ledgerOf(dynamoDb, () => s3, {
      papersTable: tables.papers,
      runsTable: tables.runs,
      statisticsTable: tables.statistics,
      attemptsTable: tables.attempts,
      rawBucket: own,
    }),
    async stop() {
      await deleteTables(client, tables);
      client.destroy();
      s3.destroy();
      await storage.stop();
      await database.stop();
    },
  };
}

/** The default limits of a processor. */
export const LIMITS: ProcessingLimits = processorConfig(
  mapValues(PROCESSOR.resources, (resource) => resource),
).limits;

/** Returns a logger and metrics that write nothing. */
export function silence() {
  const logger = structuredLogger("test", "SILENT");
  return { logger, metrics: emfMetrics("test", "test", logger) };
}

/** Returns the processor with the embedded AWS, as its handler module makes it. */
export function processorOn(aws: EmbeddedAws, limits: Partial<ProcessingLimits> = {}) {
  const handler = createProcessor({
    processing: {
      ...aws.ledger,
      batchFiles: s3BatchFileStore({ client: aws.s3 }),
      formats: FORMATS,
      limits: { ...LIMITS, ...limits },
      now: () => new Date(),
    },
    continuations: { handOn: () => Promise.reject(new Error("no run continues in another invocation here")) },
    ...notesOn(aws),
    deadlineOf: (context) => deadlineIn(context.getRemainingTimeInMillis(), 0),
    ...silence(),
  });
  return (event: unknown) => handler(event, lambdaContext());
}

/** Returns the processor's stores of claims, attempts and messages that were handed on. */
export const notesOn = ({ ledger, dynamoDb, s3, tables }: EmbeddedAws) => {
  const now = () => new Date();
  const messages = dynamoDbHandedOnMessages({ client: dynamoDb, table: tables.attempts, now });
  return {
    claiming: {
      claims: dynamoDbObjectClaims({ client: dynamoDb, table: tables.attempts }),
      stateOf: (file: BatchFile) => objectState(s3, file),
      onLost: () => {},
    },
    attempts: noteAttempts(ledger.attempts, { now, onFailure: () => {} }),
    handedOnMessages: bestEffort(messages, { onFailure: () => {} }),
  };
};

export const lambdaContext = (): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: "test",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:test",
  memoryLimitInMB: "1024",
  awsRequestId: randomUUID(),
  logGroupName: "test",
  logStreamName: "test",
  getRemainingTimeInMillis: () => 60_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

/** Puts an object and returns its notification. The default key is new each time. */
export async function upload(
  aws: EmbeddedAws,
  content: Uint8Array | string,
  told: Partial<Upload> = {},
): Promise<ReturnType<typeof s3Notification>> {
  const key = told.key ?? batchFileKey(new Date("2026-03-01"), randomUUID(), "test.gz");
  const { ETag } = await aws.s3.send(new PutObjectCommand({ Bucket: aws.bucket, Key: key, Body: content }));
  return s3Notification({
    size: content.length,
    sequencer: randomUUID(),
    etag: (ETag ?? "").replaceAll('"', ""),
    ...told,
    bucket: aws.bucket,
    key,
  });
}

export const eventsOf = (aws: EmbeddedAws, traceId: string): Promise<RunEvent[]> =>
  Array.fromAsync(aws.ledger.eventLog.eventsOf(parseTraceId(traceId)));

/** Returns every reject of a run, in file order. */
export async function rejectsOf(aws: EmbeddedAws, traceId: string): Promise<Reject[]> {
  const keys = (await eventsOf(aws, traceId)).flatMap((event) =>
    event.type === "batch-done" && event.data.reject_key ? [event.data.reject_key] : [],
  );
  return (await Promise.all(keys.map((key) => Array.fromAsync(aws.ledger.rejects.read(key))))).flat();
}

/** Returns the papers that a run wrote and that no other run replaced, by id. */
export async function papersOf(aws: EmbeddedAws, traceId: string): Promise<readonly StoredPaper[]> {
  const events = aws.ledger.eventLog.eventsOf(parseTraceId(traceId));
  const written = await Array.fromAsync(papersOfRun(events, aws.ledger.papers));
  const current = written.filter(({ state }) => state === "current");
  const papers = await aws.ledger.papers.get(current.map(({ paper_id }) => paper_id));
  return papers.toSorted((a, b) => (a.paper_id < b.paper_id ? -1 : 1));
}
