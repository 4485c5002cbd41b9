import { chmod, copyFile, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustBeThere } from "@paperledger/embedded/database-file";
import { FileError, isSystemError } from "@paperledger/embedded/file-error";
import { type DataFolderToRead, openDataFolder, openDataFolderToRead, runningOn } from "./data-folder.ts";
import {
  DYNAMODB_FILE,
  mustHaveDatabases,
  mustHoldDatabase,
  S3_AND_SQS,
  S3_AND_SQS_FILE,
} from "./data-folder-layout.ts";
import { folderForCopy } from "./files/folder-for-copy.ts";
import type { OpenLedger } from "./ledger-at.ts";
import { once } from "./once.ts";
import { startOwnDynamoDb } from "./own-dynamodb.ts";

/** Opens the ledger of the laptop that runs on a data folder. Returns undefined if none does. */
export async function openRunningLedger(dataDir: string): Promise<OpenLedger | undefined> {
  const running = runningOn(dataDir);
  if (!running) return undefined;
  const { openLedgerAt } = await import("./ledger-at.ts");
  return openLedgerAt(running.endpoints);
}

/**
 * Opens the ledger of a data folder on which no laptop runs, and starts none of its functions. Others may read the folder at the
 * same time. A folder that cannot be written is copied to a folder for temporary files first, because the embedded services write
 * files beside the data that they read.
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
  // Without this check, a lost database would look like a night without runs.
  if (dynamoDbEndpoint === undefined) mustBeThere(original.path(DYNAMODB_FILE));
  mustHaveDatabases(dataDir, { hasOwnDynamoDb: dynamoDbEndpoint !== undefined });
  const folder = original.isWritable ? original : await copied(original, starting);
  if (dynamoDbEndpoint === undefined) mustHoldDatabase(dataDir, DYNAMODB_FILE, folder.path(DYNAMODB_FILE));
  // The clients of AWS are loaded while the embedded DynamoDB starts, in a process of its own.
  const [own, { ledgerOnTables }] = await Promise.all([
    dynamoDbEndpoint === undefined ? startOwnDynamoDb(starting, folder) : undefined,
    import("./ledger-at.ts"),
  ]);
  const opened = starting.use(new AsyncDisposableStack());
  const ledger = await ledgerOnTables({
    dynamodb: own?.endpoint ?? dynamoDbEndpoint ?? "",
    // If only this database is broken, a command still shows what it reads from the tables.
    s3AndSqs: once(async () => {
      mustHoldDatabase(dataDir, S3_AND_SQS_FILE, folder.path(S3_AND_SQS_FILE));
      return startS3AndSqs(folder, opened);
    }),
    opened,
  });
  const open = starting.move();
  return {
    ledger,
    isAtRest: own !== undefined,
    ...(own && { died: own.died }),
    stop: () => open.disposeAsync(),
  };
}

/** The files that hold data. SQLite may keep the newest data in a log file beside them. */
const DATA = [DYNAMODB_FILE, S3_AND_SQS_FILE].flatMap((name) => [name, `${name}-wal`]);

/**
 * Copies the data of a folder to a temporary folder, which is removed when the ledger is closed. Also removes the copies that killed processes left.
 *
 * @throws FileError
 */
async function copied(
  { path }: DataFolderToRead,
  starting: AsyncDisposableStack,
): Promise<Pick<DataFolderToRead, "path">> {
  const copy = await folderForCopy(tmpdir());
  starting.defer(() => rm(copy, { recursive: true, force: true }));
  await mkdir(join(copy, S3_AND_SQS));
  for (const name of DATA) await copyIfThere(path(name), join(copy, name));
  return { path: (...names) => join(copy, ...names) };
}

/** Copies a file, and makes the copy writable. */
async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
    await chmod(to, 0o600);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === "ENOSPC") throw new FileError(to, "written", error);
    if (error.code !== "ENOENT") throw new FileError(from, "read", error);
  }
}

/** Starts the embedded S3 and SQS of a data folder, to be read. Returns their endpoint. */
async function startS3AndSqs(
  folder: Pick<DataFolderToRead, "path">,
  opened: AsyncDisposableStack,
): Promise<string> {
  const { startEmbeddedS3AndSqs } = await import("@paperledger/embedded/embedded-s3-and-sqs");
  const s3 = await startEmbeddedS3AndSqs({ dir: folder.path(S3_AND_SQS), readOnly: true });
  opened.defer(s3.stop);
  return s3.endpoint;
}
