import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Endpoints } from "./clients.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

/** Another process has the data folder open. */
export class DataFolderInUseError extends Error {
  override readonly name = "DataFolderInUseError";
  /** The process that has it, where it could be read. */
  readonly pid: number | undefined;

  constructor(folder: string, pid: number | undefined, options?: ErrorOptions) {
    super(
      `${folder} is in use by ${pid ? `process ${pid}` : "another process"}: stop it, or give another folder`,
      options,
    );
    this.pid = pid;
  }
}

/** A data folder that this process alone has open. */
export interface DataFolder {
  /** The path of something in it. */
  path(...names: string[]): string;
  /** Lets other processes find what runs here. */
  announce(endpoints: Endpoints): void;
  /** Lets other processes have it. */
  release(): void;
}

const LOCK = "lock.sqlite";
const PID = "pid";
const ENDPOINTS = "endpoints.json";

const announcementSchema = z.object({
  pid: z.int(),
  endpoints: z.object({
    dynamodb: z.string(),
    s3: z.string(),
    sqs: z.string(),
    eventbridge: z.string(),
    lambda: z.string(),
  }),
});

/** What runs on a data folder, and in which process. */
export type Announcement = z.infer<typeof announcementSchema>;

/**
 * Opens a data folder, which is created where it is not there. The lock is an exclusive one on an empty SQLite file, which
 * the system lets go of when the process ends, in whatever way: so there are no stale locks, and no pid that another
 * process has by now.
 *
 * @throws DataFolderInUseError
 */
export function openDataFolder(folder: string): DataFolder {
  mkdirSync(folder, { recursive: true });
  const lock = lockedOrThrow(folder);
  rmSync(join(folder, ENDPOINTS), { force: true });
  writeFileSync(join(folder, PID), String(process.pid));
  return {
    path: (...names) => join(folder, ...names),
    announce: (endpoints) => writeJsonFile(join(folder, ENDPOINTS), { pid: process.pid, endpoints }),
    release() {
      rmSync(join(folder, ENDPOINTS), { force: true });
      rmSync(join(folder, PID), { force: true });
      lock.close();
    },
  };
}

/** What runs on a data folder now, or undefined where nothing does. */
export function runningOn(folder: string): Announcement | undefined {
  const announcement = readJsonFile(join(folder, ENDPOINTS), announcementSchema);
  return announcement && isLocked(folder) ? announcement : undefined;
}

function lockedOrThrow(folder: string): DatabaseSync {
  const lock = new DatabaseSync(join(folder, LOCK), { timeout: 500 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (cause) {
    lock.close();
    throw new DataFolderInUseError(folder, pidIn(folder), { cause });
  }
}

function isLocked(folder: string): boolean {
  const lock = new DatabaseSync(join(folder, LOCK), { readOnly: true, timeout: 0 });
  try {
    lock.exec("SELECT 1 FROM sqlite_schema");
    return false;
  } catch {
    return true;
  } finally {
    lock.close();
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
