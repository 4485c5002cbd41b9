import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
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

/** The programs whose databases a data folder holds, and the tables by which each is known. A program makes them when it first opens a file. */
const TABLES = {
  dynoxide: ["_config", "_tables", "_stream_records"],
  fauxqs: ["sqs_queues", "sqs_messages", "s3_buckets", "s3_objects"],
} as const;

export interface ExpectedDatabase {
  /** The program that made the database. */
  readonly madeBy: keyof typeof TABLES;
  /**
   * True if the program may not have made its tables yet. Then the file may be absent. It may also lack tables, because a program that is
   * killed while it makes a new file leaves one without any byte or without all tables.
   */
  readonly mayBeNew: boolean;
  /** The file to open in place of the named one: a copy of it in a folder that can be written. */
  readonly copy?: string;
}

/**
 * Makes sure that a file is the database of a program, and is not cut off. Reads only the first pages, so damage in later pages is found
 * when they are read. Leaves no file beside it.
 *
 * @throws DatabaseFileError
 * @throws FileError if the file's size cannot be read
 */
export function mustBeDatabase(path: string, { madeBy, mayBeNew, copy = path }: ExpectedDatabase): void {
  if (mayBeNew && (!existsSync(copy) || sizeBytesOf(copy) === 0)) return;
  mustBeThere(path);
  if (sizeBytesOf(copy) === 0) throw new DatabaseFileError(path, "it is empty", MAKE_ANEW);
  const found = tablesIn(path, copy);
  const missing = TABLES[madeBy].filter((table) => !found.has(table));
  const isNew = found.size === 0 || missing.length < TABLES[madeBy].length;
  if (missing.length > 0 && !(mayBeNew && isNew))
    throw new DatabaseFileError(
      path,
      `it is not a database of paperledger, because it has no table ${missing.join(", ")}`,
      MAKE_ANEW,
    );
}

/** Makes sure that a database file is there, because a reader would find nothing in a new one. @throws DatabaseFileError */
export function mustBeThere(path: string): void {
  if (!existsSync(path)) throw new DatabaseFileError(path, "it is missing", MAKE_ANEW);
}

/** Tells whether a table of a database holds a row. Returns false if the file or the table is missing, or cannot be read. */
export function holdsRow(path: string, table: string): boolean {
  try {
    return read(path, (database) => database.prepare(`SELECT 1 FROM "${table}" LIMIT 1`).get() !== undefined);
  } catch {
    return false;
  }
}

/** Returns the names of a database's tables, without those of SQLite itself. @throws DatabaseFileError that names `path` */
function tablesIn(path: string, copy: string): ReadonlySet<string> {
  const query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
  try {
    const tables = read(copy, (database) => database.prepare(query).all());
    return new Set(tables.map(({ name }) => String(name)));
  } catch (cause) {
    throw databaseFileError(path, cause);
  }
}

/** Reads a database, and leaves no file beside it. */
function read<Answer>(path: string, ask: (database: DatabaseSync) => Answer): Answer {
  const database = new DatabaseSync(unchanged(path), { readOnly: true });
  try {
    return ask(database);
  } finally {
    database.close();
  }
}

/**
 * Returns the address under which SQLite reads a file and makes no file beside it. If there is a log file, SQLite has to read that too.
 *
 * @see https://www.sqlite.org/uri.html#uriimmutable
 */
function unchanged(path: string): string | URL {
  if (existsSync(`${path}-wal`)) return path;
  const url = pathToFileURL(path);
  url.searchParams.set("immutable", "1");
  return url;
}

function sizeBytesOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (cause) {
    throw new FileError(path, "read", cause);
  }
}
