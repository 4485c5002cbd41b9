import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { databaseFileError, SQLITE, sqliteCodeOf } from "@paperledger/embedded/database-file";
import { FileError } from "@paperledger/embedded/file-error";
import * as z from "zod";
import type { Endpoints } from "./clients.ts";
import { checkLayout, DYNAMODB_FILE, noteLayout, S3_AND_SQS, S3_AND_SQS_FILE } from "./data-folder-layout.ts";
import { readJsonFile, writeJsonFile } from "./files/json-file.ts";

/** Thrown if another process has the data folder open. */
export class DataFolderInUseError extends Error {
  override readonly name = "DataFolderInUseError";
  /** The id of that process, if it could be read. */
  readonly pid: number | undefined;

  constructor(folder: string, pid: number | undefined, options?: ErrorOptions) {
    super(
      `${folder} is in use by ${pid ? `process ${pid}` : "another process"}: stop it, or give another folder`,
      options,
    );
    this.pid = pid;
  }
}

/** A data folder that this process has opened for reading. Other processes may read it too. */
export interface DataFolderToRead {
  /** Returns the path of a file or folder inside the data folder. */
  path(...names: string[]): string;
  /** False if this process has no permission to write the folder or its files. */
  readonly isWritable: boolean;
  /** Closes the data folder, so that other processes can open it. */
  release(): void;
}

/** A data folder that only this process has open. */
export interface DataFolder extends Omit<DataFolderToRead, "isWritable"> {
  /**
   * Writes the endpoints into the folder, so that other processes find them.
   *
   * @param isForOneCommand true if the local AWS stops when the command that started it is done
   */
  announce(endpoints: Endpoints, isForOneCommand?: boolean): void;
}

const LOCK = "lock.sqlite";
const PID = "pid";
const ENDPOINTS = "endpoints.json";

const announcementSchema = z.object({
  pid: z.int(),
  /** True if it stops when the command that started it is done. Another command can read from it, but it may stop at any time. */
  isForOneCommand: z.boolean().default(false),
  endpoints: z.object({
    dynamodb: z.string(),
    s3: z.string(),
    sqs: z.string(),
    eventbridge: z.string(),
    lambda: z.string(),
  }),
});

/** The endpoints of the local AWS that runs on a data folder, and its process. */
export type Announcement = z.infer<typeof announcementSchema>;

/**
 * Opens a data folder, and creates it if it does not exist. The lock is an exclusive lock on an empty SQLite file. The system releases
 * it whenever the process ends, even in a crash. So there are no stale locks, and the lock does not depend on process ids, which can
 * be used again.
 *
 * @throws DataFolderInUseError
 * @throws DataFolderLayoutError if the folder holds something else, or data of another version
 * @throws FileError, JsonFileError, DatabaseFileError if the folder or a file in it cannot be used
 */
export function openDataFolder(folder: string): DataFolder {
  mustBeUsable(folder);
  checkLayout(folder);
  for (const path of toBeWritten(folder)) mustBeWritable(path);
  const lock = lockedOrThrow(folder);
  try {
    noteLayout(folder);
    rmSync(join(folder, ENDPOINTS), { force: true });
    writeFileSync(join(folder, PID), String(process.pid));
  } catch (error) {
    lock.close();
    throw error instanceof FileError ? error : new FileError(folder, "written", error);
  }
  return {
    path: (...names) => join(folder, ...names),
    announce: (endpoints, isForOneCommand = false) =>
      writeJsonFile(join(folder, ENDPOINTS), { pid: process.pid, isForOneCommand, endpoints }),
    release() {
      try {
        rmSync(join(folder, ENDPOINTS), { force: true });
        rmSync(join(folder, PID), { force: true });
      } finally {
        lock.close();
      }
    },
  };
}

/**
 * Opens a data folder for reading. Other processes can read it at the same time. While it is open, no laptop can start on it. Nothing is
 * written to it.
 *
 * @throws DataFolderInUseError if a laptop runs on it, or starts
 * @throws DataFolderLayoutError if the folder holds something else, or data of another version
 * @throws FileError, JsonFileError, DatabaseFileError if the folder or a file in it cannot be read
 */
export function openDataFolderToRead(folder: string): DataFolderToRead {
  mustBeReadable(folder);
  checkLayout(folder);
  const lock = sharedLockOrThrow(folder);
  return {
    path: (...names) => join(folder, ...names),
    isWritable: mayWrite(folder) && toBeWritten(folder).every(mayWrite),
    release: () => lock?.close(),
  };
}

function mustBeReadable(folder: string): void {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
  } catch (cause) {
    throw new FileError(folder, "read", cause);
  }
}

/** The endings of the files that SQLite keeps beside a database, and the database itself. */
const WITH_ITS_FILES = ["", "-journal", "-wal", "-shm"] as const;

/**
 * Returns the databases of a folder, their folder, and the files that SQLite keeps beside them, as far as they are there. SQLite opens a
 * database that it may not write too, and makes its files beside it with the same mode. So nobody could write them afterwards.
 */
const toBeWritten = (folder: string): readonly string[] =>
  [
    S3_AND_SQS,
    ...[LOCK, DYNAMODB_FILE, S3_AND_SQS_FILE].flatMap((name) =>
      WITH_ITS_FILES.map((ending) => name + ending),
    ),
  ]
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path));

/** @throws FileError */
function mustBeWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw new FileError(path, "written", cause);
  }
}

/** Tells whether this process may write a file or folder. */
function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Takes a shared lock, which SQLite keeps until the transaction ends. Returns undefined if there is no lock file: then nothing ever ran on the folder. */
function sharedLockOrThrow(folder: string): DatabaseSync | undefined {
  const path = join(folder, LOCK);
  if (!existsSync(path)) return undefined;
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path, { readOnly: true, timeout: 500 });
    lock.exec("BEGIN; SELECT 1 FROM sqlite_schema");
    return lock;
  } catch (cause) {
    lock?.close();
    if (sqliteCodeOf(cause) === SQLITE.busy) throw new DataFolderInUseError(folder, pidIn(folder), { cause });
    throw databaseFileError(path, cause, WHEN_LOCK_BROKEN);
  }
}

/**
 * Returns the endpoints of the local AWS that runs on a data folder, or undefined if none runs.
 *
 * @throws DataFolderLayoutError, FileError, JsonFileError, DatabaseFileError
 */
export function runningOn(folder: string): Announcement | undefined {
  if (!isLocked(folder)) return undefined;
  checkLayout(folder);
  return readJsonFile({
    path: join(folder, ENDPOINTS),
    schema: announcementSchema,
    whenBroken: "end the process that uses this folder, and start it again",
  });
}

function mustBeUsable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new FileError(folder, "opened", cause);
  }
}

/** Removing the lock file is safe, because it never holds data. */
const WHEN_LOCK_BROKEN = "Remove it, and start again";

function lockedOrThrow(folder: string): DatabaseSync {
  const path = join(folder, LOCK);
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path, { timeout: 500 });
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (cause) {
    lock?.close();
    if (sqliteCodeOf(cause) === SQLITE.busy) throw new DataFolderInUseError(folder, pidIn(folder), { cause });
    throw databaseFileError(path, cause, WHEN_LOCK_BROKEN);
  }
}

function isLocked(folder: string): boolean {
  const path = join(folder, LOCK);
  if (!existsSync(path)) return false;
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    lock.exec("SELECT 1 FROM sqlite_schema");
    return false;
  } catch (cause) {
    if (sqliteCodeOf(cause) === SQLITE.busy) return true;
    throw databaseFileError(path, cause, WHEN_LOCK_BROKEN);
  } finally {
    lock?.close();
  }
}

function pidIn(folder: string): number | undefined {
  try {
    return z.coerce
      .number()
      .int()
      .positive()
      .parse(readFileSync(join(folder, PID), "utf8"));
  } catch {
    return undefined;
  }
}
