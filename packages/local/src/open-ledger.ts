import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { type Ledger, ledgerOf } from "@paperledger/aws/ledger/ledger";
import { createTables } from "@paperledger/aws/tables/create-tables";
import { refuseOlderTables } from "@paperledger/aws/tables/older-tables";
import type { EmbeddedDynamoDbError } from "@paperledger/embedded/dynoxide-binary";
import type { S3 } from "./clients.ts";
import { type DataFolder, openDataFolder, runningOn } from "./data-folder.ts";
import { LEDGER_NAMES, RAW_BUCKET, TABLES } from "./laptop-names.ts";
import { startOwnDynamoDb } from "./own-dynamodb.ts";

/** The ledger of a data folder, to be read. Of the services only those start, and only those clients are loaded, that are used. */
export interface OpenLedger {
  readonly ledger: Ledger;
  /** Resolves if the embedded DynamoDB ends before {@link stop}. Absent if another process runs it. */
  readonly died?: Promise<EmbeddedDynamoDbError>;
  stop(): Promise<void>;
}

/** Opens the ledger of the laptop that runs on a data folder. Returns undefined if none does. */
export async function openRunningLedger(dataDir: string): Promise<OpenLedger | undefined> {
  const running = runningOn(dataDir);
  if (!running) return undefined;
  const { dynamodb, s3 } = running.endpoints;
  const opened = new AsyncDisposableStack();
  const ledger = ledgerOf(
    documentClient(dynamoDbAt(dynamodb, opened)),
    () => s3ClientAt(s3, opened),
    LEDGER_NAMES,
  );
  return { ledger, stop: () => opened.disposeAsync() };
}

/**
 * Opens the ledger of a data folder on which no laptop runs, and starts none of its functions.
 *
 * @throws DataFolderInUseError, DataFolderLayoutError, FileError, JsonFileError, DatabaseFileError, EmbeddedDynamoDbError, OlderTableError
 */
export async function openLedgerAtRest({
  dataDir,
  dynamoDbEndpoint,
}: {
  readonly dataDir: string;
  /** A DynamoDB that the user runs, in place of the embedded one. */
  readonly dynamoDbEndpoint?: string | undefined;
}): Promise<OpenLedger> {
  await using starting = new AsyncDisposableStack();
  const folder = openDataFolder(dataDir);
  starting.defer(async () => folder.release());
  const own = dynamoDbEndpoint === undefined ? await startOwnDynamoDb(starting, folder) : undefined;
  const dynamoDb = dynamoDbAt(own?.endpoint ?? dynamoDbEndpoint ?? "", starting);
  const documents = documentClient(dynamoDb);
  await createTables(dynamoDb, TABLES);
  await refuseOlderTables(documents, TABLES);
  const opened = starting.move();
  return {
    ledger: ledgerOf(documents, async () => s3ClientAt(await startS3(folder, opened), opened), LEDGER_NAMES),
    ...(own && { died: own.died }),
    stop: () => opened.disposeAsync(),
  };
}

function dynamoDbAt(endpoint: string, opened: AsyncDisposableStack) {
  const client = dynamoDbClient(emulatedAt(endpoint));
  opened.defer(async () => client.destroy());
  return client;
}

async function s3ClientAt(endpoint: string, opened: AsyncDisposableStack): Promise<S3> {
  const { s3Client } = await import("@paperledger/aws/clients/s3-client");
  const client = s3Client(emulatedAt(endpoint));
  opened.defer(async () => client.destroy());
  return client;
}

/** Starts the embedded S3 of a data folder. Returns its endpoint. */
async function startS3(folder: DataFolder, opened: AsyncDisposableStack): Promise<string> {
  const { startEmbeddedS3AndSqs } = await import("@paperledger/embedded/embedded-s3-and-sqs");
  const s3 = await startEmbeddedS3AndSqs({ dir: folder.path("s3-and-sqs") });
  opened.defer(s3.stop);
  s3.createBucket(RAW_BUCKET);
  return s3.endpoint;
}
