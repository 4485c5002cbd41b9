import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { ledgerOf, type ReadSide } from "@paperledger/aws/ledger/ledger";
import { createTables } from "@paperledger/aws/tables/create-tables";
import { refuseOlderTables } from "@paperledger/aws/tables/older-tables";
import type { ReadDeadLetters } from "@paperledger/core/dead-letters/dead-letters";
import type { ReadQueueDepth } from "@paperledger/core/status/processor-queues";
import type { EmbeddedDynamoDbError } from "@paperledger/embedded/dynoxide-binary";
import type { DynamoDb, S3, Sqs } from "./clients.ts";
import {
  BACKFILL_DEAD_LETTERS_QUEUE,
  BACKFILL_QUEUE,
  DISCARDED_BUCKET,
  LEDGER_NAMES,
  PROCESSOR_DEAD_LETTERS_QUEUE,
  TABLES,
  UNDELIVERED_EVENTS_QUEUE,
  UPLOADS_QUEUE,
} from "./laptop-names.ts";
import { once } from "./once.ts";

/** The ledger of a data folder, opened for reading. Only services that are used are started, and only clients that are used are loaded. */
export interface OpenLedger {
  readonly ledger: ReadSide;
  /** True if nothing works on the ledger while it is read: its laptop is stopped. */
  readonly isAtRest: boolean;
  /** Resolves if the embedded DynamoDB ends before {@link stop}. Absent if another process runs it. */
  readonly died?: Promise<EmbeddedDynamoDbError>;
  stop(): Promise<void>;
}

/** Opens the ledger of a laptop that runs, by its endpoints. */
export function openLedgerAt({
  dynamodb,
  s3,
}: {
  readonly dynamodb: string;
  readonly s3: string;
}): OpenLedger {
  const opened = new AsyncDisposableStack();
  return {
    ledger: readSideOf(dynamoDbAt(dynamodb, opened), async () => s3, opened),
    isAtRest: false,
    stop: () => opened.disposeAsync(),
  };
}

/**
 * Returns the ledger of a DynamoDB, with the tables that it lacks.
 *
 * @param opened takes the clients. It closes them when it is disposed
 * @throws OlderTableError
 */
export async function ledgerOnTables({
  dynamodb,
  s3AndSqs,
  opened,
}: {
  readonly dynamodb: string;
  readonly s3AndSqs: () => Promise<string>;
  readonly opened: AsyncDisposableStack;
}): Promise<ReadSide> {
  const dynamoDb = dynamoDbAt(dynamodb, opened);
  await createTables(dynamoDb, TABLES);
  await refuseOlderTables(documentClient(dynamoDb), TABLES);
  return readSideOf(dynamoDb, s3AndSqs, opened);
}

function dynamoDbAt(endpoint: string, opened: AsyncDisposableStack): DynamoDb {
  const client = dynamoDbClient(emulatedAt(endpoint));
  opened.defer(async () => client.destroy());
  return client;
}

/** Returns the read side of these services. The clients of S3 and SQS are made when they are first used. */
function readSideOf(
  dynamoDb: DynamoDb,
  s3AndSqs: () => Promise<string>,
  opened: AsyncDisposableStack,
): ReadSide {
  const s3 = once(async () => s3ClientAt(await s3AndSqs(), opened));
  const sqs = once(async () => sqsClientAt(await s3AndSqs(), opened));
  return {
    ...ledgerOf(documentClient(dynamoDb), s3, LEDGER_NAMES),
    deadLetters: deadLettersAt(sqs, s3),
    queueDepth: queueDepthAt(sqs),
  };
}

function deadLettersAt(sqs: () => Promise<Sqs>, s3: () => Promise<S3>): ReadDeadLetters {
  return async (place, look) => {
    const { readDeadLetters } = await import("@paperledger/aws/dead-letters/dead-letters");
    const { queueUrlOf } = await import("@paperledger/aws/queues/queue");
    const queues = {
      uploads: PROCESSOR_DEAD_LETTERS_QUEUE,
      backfill: BACKFILL_DEAD_LETTERS_QUEUE,
      deliveries: UNDELIVERED_EVENTS_QUEUE,
    };
    const queueUrl = async (queue: keyof typeof queues) => queueUrlOf(await sqs(), queues[queue]);
    return readDeadLetters({ sqs, s3, queueUrl, discardedBucket: DISCARDED_BUCKET })(place, look);
  };
}

function queueDepthAt(sqs: () => Promise<Sqs>): ReadQueueDepth {
  return async (queue) => {
    const { readQueueDepth } = await import("@paperledger/aws/queues/queue-depths");
    const { queueUrlOf } = await import("@paperledger/aws/queues/queue");
    const queues = { uploads: UPLOADS_QUEUE, backfill: BACKFILL_QUEUE };
    return readQueueDepth({ sqs, queueUrl: async (each) => queueUrlOf(await sqs(), queues[each]) })(queue);
  };
}

async function sqsClientAt(endpoint: string, opened: AsyncDisposableStack): Promise<Sqs> {
  const { sqsClient } = await import("@paperledger/aws/clients/sqs-client");
  const client = sqsClient(emulatedAt(endpoint));
  opened.defer(async () => client.destroy());
  return client;
}

async function s3ClientAt(endpoint: string, opened: AsyncDisposableStack): Promise<S3> {
  const { s3Client } = await import("@paperledger/aws/clients/s3-client");
  const client = s3Client(emulatedAt(endpoint));
  opened.defer(async () => client.destroy());
  return client;
}
