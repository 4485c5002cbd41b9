import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { BEGIN_AGAIN, holdsRow, mustBeDatabase, mustBeThere } from "@paperledger/embedded/database-file";
import { FileError } from "@paperledger/embedded/file-error";
import * as z from "zod";
import { readJsonFile, writeJsonFile } from "./files/json-file.ts";
import { TABLES } from "./laptop-names.ts";

/** The layout of the data folders that this version makes and reads. */
export const LAYOUT = 2;

/** Why a folder is refused. `other`: it holds files that paperledger did not make. */
export type LayoutProblem = "older" | "newer" | "other";

/** Thrown if a folder is not a data folder that this version can use. Nothing in the folder was changed. */
export class DataFolderLayoutError extends Error {
  override readonly name = "DataFolderLayoutError";
  readonly problem: LayoutProblem;

  constructor(problem: LayoutProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

/** The name of the embedded DynamoDB's file in a data folder. */
export const DYNAMODB_FILE = "dynamodb.sqlite";

/** The folder of the embedded S3 and SQS in a data folder. */
export const S3_AND_SQS = "s3-and-sqs";

/** The name of the embedded S3 and SQS's file in a data folder. */
export const S3_AND_SQS_FILE = `${S3_AND_SQS}/fauxqs.db`;

/** The folder of the stream checkpoints in a data folder. */
export const CHECKPOINTS = "checkpoints";

const FILE = "layout.json";

const schema = z.object({ layout: z.int() });

/** The names of the lock's files. A folder may contain them before it holds any data. */
const OF_THE_LOCK: ReadonlySet<string> = new Set([
  "lock.sqlite",
  "lock.sqlite-journal",
  "pid",
  "endpoints.json",
]);

/** The folders that a first start makes after both databases, and before it accepts data. */
const MADE_LAST = [CHECKPOINTS, "invocations", "notifications", "rules"] as const;

/** The databases of a data folder, the program that makes each, and a table that has rows once the folder is used. */
const DATABASES = {
  [DYNAMODB_FILE]: { madeBy: "dynoxide", filledTable: TABLES.runs },
  [S3_AND_SQS_FILE]: { madeBy: "fauxqs", filledTable: "sqs_queues" },
} as const;

type Database = keyof typeof DATABASES;

/** Names that show that paperledger has stored data in a folder. */
const OF_DATA: ReadonlySet<string> = new Set([DYNAMODB_FILE, S3_AND_SQS, ...MADE_LAST]);

/** Tells whether a name is ignored: hidden files, and the folder that a file system creates at its root. */
const saysNothing = (name: string) => name.startsWith(".") || name === "lost+found";

/**
 * Makes sure that a folder is empty, or is a data folder of this layout.
 *
 * @throws DataFolderLayoutError
 * @throws JsonFileError if `layout.json` is broken
 * @throws FileError if the folder cannot be listed
 */
export function checkLayout(folder: string): void {
  const found = readJsonFile({ path: join(folder, FILE), schema, whenBroken: WHEN_BROKEN });
  if (found?.layout === LAYOUT) return;
  if (found && found.layout > LAYOUT) throw newer(folder, found.layout);
  if (found) throw older(folder, found.layout);
  const names = namesIn(folder).filter((name) => !saysNothing(name) && !OF_THE_LOCK.has(name));
  if (names.some((name) => OF_DATA.has(name))) throw older(folder, 1);
  if (names.length > 0) throw other(folder, names);
}

/** Writes the layout into a new data folder, before any data. @throws FileError */
export function noteLayout(folder: string): void {
  const path = join(folder, FILE);
  if (!existsSync(path)) writeJsonFile(path, { layout: LAYOUT });
}

export interface DatabasesOptions {
  /** True if the tables are in a DynamoDB that the user runs. */
  readonly hasOwnDynamoDb: boolean;
}

/**
 * Makes sure that no database of a data folder is missing. Otherwise the embedded services would make an empty database in its place, and
 * the folder would look like one without data. A folder whose first start was killed before its databases were made is accepted.
 *
 * @throws DatabaseFileError
 */
export function mustHaveDatabases(folder: string, options: DatabasesOptions): void {
  for (const database of databasesOf(options))
    if (!existsSync(join(folder, database)) && wasUsed(folder)) mustBeThere(join(folder, database));
}

/**
 * Makes sure that no database of a data folder is missing, and that each is the one that paperledger made, and not another file or an
 * emptied one.
 *
 * @throws DatabaseFileError, FileError
 */
export function mustHoldDatabases(folder: string, options: DatabasesOptions): void {
  mustHaveDatabases(folder, options);
  for (const database of databasesOf(options)) mustHoldDatabase(folder, database);
}

/**
 * Makes sure that one database of a data folder is the one that paperledger made.
 *
 * @param copy a copy of the database, to be opened in its place
 * @throws DatabaseFileError, FileError
 */
export function mustHoldDatabase(folder: string, database: Database, copy?: string): void {
  const { madeBy } = DATABASES[database];
  mustBeDatabase(join(folder, database), {
    madeBy,
    mayBeNew: !wasUsed(folder),
    ...(copy !== undefined && { copy }),
  });
}

const databasesOf = ({ hasOwnDynamoDb }: DatabasesOptions): readonly Database[] =>
  hasOwnDynamoDb ? [S3_AND_SQS_FILE] : [DYNAMODB_FILE, S3_AND_SQS_FILE];

/** Tells whether a start has made all databases of a folder. Any file that is made later shows it, because the others may be lost. */
const wasUsed = (folder: string): boolean =>
  MADE_LAST.some((name) => existsSync(join(folder, name))) ||
  Object.entries(DATABASES).some(([name, { filledTable }]) => holdsRow(join(folder, name), filledTable));

const WHEN_BROKEN = `put back {"layout": ${LAYOUT}} if this version made the folder. Otherwise give another folder: ${BEGIN_AGAIN}`;

const older = (folder: string, layout: number) =>
  new DataFolderLayoutError(
    "older",
    `${folder} was made by an older version (layout ${layout}, not ${LAYOUT}) and cannot be read. Give another folder and ingest the files again: ${BEGIN_AGAIN}`,
  );

const newer = (folder: string, layout: number) =>
  new DataFolderLayoutError(
    "newer",
    `${folder} was made by a newer version (layout ${layout}, not ${LAYOUT}). Update paperledger, or give another folder`,
  );

const SHOWN = 3;

function other(folder: string, names: readonly string[]): DataFolderLayoutError {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  const shown = names.slice(0, SHOWN).join(", ");
  return new DataFolderLayoutError(
    "other",
    `${folder} holds files that paperledger did not make (${shown}${more}). Give a folder of its own`,
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (cause) {
    throw new FileError(folder, "read", cause);
  }
}
