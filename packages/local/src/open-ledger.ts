import { chmod, copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { ledgerOf, type ReadSide } from "@paperledger/aws/ledger/ledger";
import { createTables } from "@paperledger/aws/tables/create-tables";
import { refuseOlderTables } from "@paperledger/aws/tables/older-tables";
import type { ReadDeadLetters } from "@paperledger/core/dead-letters/dead-letters";
import type { EmbeddedDynamoDbError } from "@paperledger/embedded/dynoxide-binary";
import type { S3 } from "./clients.ts";
import { type DataFolderToRead, openDataFolder, openDataFolderToRead, runningOn } from "./data-folder.ts";
import {
  BACKFILL_DEAD_LETTERS_QUEUE,
  DISCARDED_BUCKET,
  LEDGER_NAMES,
  PROCESSOR_DEAD_LETTERS_QUEUE,
  TABLES,
  UNDELIVERED_EVENTS_QUEUE,
} from "./laptop-names.ts";
import { startOwnDynamoDb } from "./own-dynamodb.ts";

/** The ledger of a data folder, opened for reading. Only services that are used are started, and only clients that are used are loaded. */
export interface OpenLedger {
  readonly ledger: ReadSide;
  /** True if nothing works on the ledger while it is read: its laptop is stopped. */
  readonly isAtRest: boolean;
  /** Resolves if the embedded DynamoDB ends before {@link stop}. Absent if another process runs it. */
  readonly died?: Promise<EmbeddedDynamoDbError>;
  stop(): Promise<void>;
}

/** Opens the ledger of the laptop that runs on a data folder. Returns undefined if none does. */
export async function openRunningLedger(dataDir: string): Promise<OpenLedger | undefined> {
  const running = runningOn(dataDir);
  return running && openLedgerAt(running.endpoints);
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
    ledger: readSideOf(dynamodb, async () => s3, opened),
    isAtRest: false,
    stop: () => opened.disposeAsync(),
  };
}

/**
 * Opens the ledger of a data folder on which no laptop runs, and starts none of its functions. Others may read the folder at
 * the same time. A folder that cannot be written is copied to a folder for temporary files first, because the embedded services write beside what they read.
 *
 * @throws DataFolderInUseError, DataFolderLayoutError, FileError, JsonFileError, DatabaseFileError, EmbeddedDynamoDbError, OlderTableError
 */
export async function openLedgerAtRest({
  dataDir,
  dynamoDbEndpoint,
  toWrite = false,
}: {
  readonly dataDir: string;
  /** True for a command that also writes to the tables. Then no other process may have the folder open. */
  readonly toWrite?: boolean;
  /** A DynamoDB that the user runs, in place of the embedded one. */
  readonly dynamoDbEndpoint?: string | undefined;
}): Promise<OpenLedger> {
  await using starting = new AsyncDisposableStack();
  const original = toWrite ? { ...openDataFolder(dataDir), isWritable: true } : openDataFolderToRead(dataDir);
  starting.defer(async () => original.release());
  const folder = original.isWritable ? original : await copied(original, starting);
  const own = dynamoDbEndpoint === undefined ? await startOwnDynamoDb(starting, folder) : undefined;
  const endpoint = own?.endpoint ?? dynamoDbEndpoint ?? "";
  const dynamoDb = dynamoDbClient(emulatedAt(endpoint));
  starting.defer(async () => dynamoDb.destroy());
  await createTables(dynamoDb, TABLES);
  await refuseOlderTables(documentClient(dynamoDb), TABLES);
  const opened = starting.move();
  return {
    ledger: readSideOf(
      endpoint,
      once(() => startS3AndSqs(folder, opened)),
      opened,
    ),
    isAtRest: own !== undefined,
    ...(own && { died: own.died }),
    stop: () => opened.disposeAsync(),
  };
}

/** The files that hold data. SQLite may keep the newest data in a log file beside them. */
const DATA = ["dynamodb.sqlite", "s3-and-sqs/fauxqs.db"].flatMap((name) => [name, `${name}-wal`]);

/** Copies the data of a folder to a temporary folder, which is removed when the ledger is closed. */
async function copied(
  { path }: DataFolderToRead,
  starting: AsyncDisposableStack,
): Promise<Pick<DataFolderToRead, "path">> {
  const copy = await mkdtemp(join(tmpdir(), "paperledger-read-"));
  starting.defer(() => rm(copy, { recursive: true, force: true }));
  await mkdir(join(copy, "s3-and-sqs"));
  for (const name of DATA) await copyIfThere(path(name), join(copy, name));
  return { path: (...names) => join(copy, ...names) };
}

/** Copies a file, and makes the copy writable. */
async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
    await chmod(to, 0o600);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}

/** Returns the read side of the services at these endpoints. Clients are made when they are used. */
function readSideOf(
  dynamoDbEndpoint: string,
  s3AndSqs: () => Promise<string>,
  opened: AsyncDisposableStack,
): ReadSide {
  const dynamoDb = dynamoDbClient(emulatedAt(dynamoDbEndpoint));
  opened.defer(async () => dynamoDb.destroy());
  const s3 = once(async () => s3ClientAt(await s3AndSqs(), opened));
  return {
    ...ledgerOf(documentClient(dynamoDb), s3, LEDGER_NAMES),
    deadLetters: deadLettersAt(s3AndSqs, s3, opened),
  };
}

function deadLettersAt(
  s3AndSqs: () => Promise<string>,
  s3: () => Promise<S3>,
  opened: AsyncDisposableStack,
): ReadDeadLetters {
  const sqs = once(async () => {
    const { sqsClient } = await import("@paperledger/aws/clients/sqs-client");
    const client = sqsClient(emulatedAt(await s3AndSqs()));
    opened.defer(async () => client.destroy());
    return client;
  });
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

/** Returns a function that calls another one the first time, and returns the same answer from then on. */
function once<Answer>(make: () => Promise<Answer>): () => Promise<Answer> {
  let made: Promise<Answer> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function s3ClientAt(endpoint: string, opened: AsyncDisposableStack): Promise<S3> {
  const { s3Client } = await import("@paperledger/aws/clients/s3-client");
  const client = s3Client(emulatedAt(endpoint));
  opened.defer(async () => client.destroy());
  return client;
}

/** Starts the embedded S3 and SQS of a data folder, to be read. Returns their endpoint. */
async function startS3AndSqs(
  folder: Pick<DataFolderToRead, "path">,
  opened: AsyncDisposableStack,
): Promise<string> {
  const { startEmbeddedS3AndSqs } = await import("@paperledger/embedded/embedded-s3-and-sqs");
  const s3 = await startEmbeddedS3AndSqs({ dir: folder.path("s3-and-sqs"), readOnly: true });
  opened.defer(s3.stop);
  return s3.endpoint;
}
