import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { FileError } from "./file-error.ts";

/**
 * Thrown if an SQLite file cannot be used. The message is one line that names the file, the reason, and what to do.
 *
 * @example
 * // /data/dynamodb.sqlite cannot be used: file is not a database. Put back a copy of the folder, or begin again ...
 */
export class DatabaseFileError extends Error {
  override readonly name = "DatabaseFileError";

  constructor(path: string, reason: string, advice: string, options?: ErrorOptions) {
    super(`${path} cannot be used: ${reason}. ${advice}`, options);
  }
}

/** SQLite's primary result codes. @see https://www.sqlite.org/rescode.html */
export const SQLITE = {
  busy: 5,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

const ADVICE: Readonly<Record<number, string>> = {
  [SQLITE.ioError]: "Its disk may be full or broken: free some space, and see the system's log",
  [SQLITE.full]: "Free some space on its disk",
  [SQLITE.cannotOpen]: "Check that it is a file, and that this user can read and write it and its folder",
};

/** The page and section that explain how to make a new data folder. */
export const BEGIN_AGAIN = 'docs/operations.md, "Begin again from the raw bucket"';

const MAKE_ANEW = `Put back a copy of the whole data folder, or give another folder: ${BEGIN_AGAIN}`;

/** Returns the error for a file from the error that SQLite threw. */
export function databaseFileError(path: string, cause: unknown, whenBroken = MAKE_ANEW): DatabaseFileError {
  // SQLite reports a folder as an I/O error, like a broken disk.
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    return new DatabaseFileError(path, "it is a folder", whenBroken, { cause });
  return new DatabaseFileError(
    path,
    cause instanceof Error ? cause.message : String(cause),
    ADVICE[sqliteCodeOf(cause) ?? SQLITE.corrupt] ?? whenBroken,
    { cause },
  );
}

/** Returns the primary result code of an error of `node:sqlite`, or undefined for another error. */
export const sqliteCodeOf = (error: unknown): number | undefined =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : undefined;

/**
 * Makes sure that a file is an SQLite database that is not cut off. Accepts a file that does not exist. Reads only the first
 * pages, so damage in later pages is found when they are read.
 *
 * @throws DatabaseFileError
 * @throws FileError if the file's size cannot be read
 */
export function mustBeDatabase(path: string): void {
  if (!existsSync(path)) return;
  if (sizeBytesOf(path) === 0) throw new DatabaseFileError(path, "it is empty", MAKE_ANEW);
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      database.prepare("SELECT count(*) FROM sqlite_schema").get();
    } finally {
      database.close();
    }
  } catch (cause) {
    throw databaseFileError(path, cause);
  }
}

/** Makes sure that a database file is there, because a reader would find nothing in a new one. @throws DatabaseFileError */
export function mustBeThere(path: string): void {
  if (!existsSync(path)) throw new DatabaseFileError(path, "it is missing", MAKE_ANEW);
}

function sizeBytesOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (cause) {
    throw new FileError(path, "read", cause);
  }
}
