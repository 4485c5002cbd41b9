import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { DatabaseFileError, mustBeDatabase } from "./database-file.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "paperledger-database-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Makes a database with these tables, and returns its path. */
function databaseWith(...tables: readonly string[]): string {
  const file = join(newFolder(), "some.sqlite");
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL");
  // A table that is made and dropped again leaves a database without tables.
  for (const table of ["dropped", ...tables]) database.exec(`CREATE TABLE "${table}" (x)`);
  database.exec("DROP TABLE dropped");
  database.close();
  return file;
}

const OF_DYNOXIDE = ["_config", "_tables", "_stream_records"];
const USED = { madeBy: "dynoxide", mayBeNew: false } as const;
const NEW = { madeBy: "dynoxide", mayBeNew: true } as const;

test("a database with the tables of its program is accepted, and no file is left beside it", () => {
  const file = databaseWith(...OF_DYNOXIDE, "paperledger-papers");
  expect(() => mustBeDatabase(file, USED)).not.toThrow();
  expect(readdirSync(join(file, ".."))).toEqual(["some.sqlite"]);
});

test("tables that are only in the log file are found", () => {
  const file = databaseWith();
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());
  for (const table of OF_DYNOXIDE) database.exec(`CREATE TABLE ${table} (x)`);
  expect(() => mustBeDatabase(file, USED)).not.toThrow();
});

test.each([
  ["of another program", ["bookmarks"]],
  ["of fauxqs", ["sqs_queues", "sqs_messages", "s3_buckets", "s3_objects"]],
])("a database %s is refused, new or not, and left as it is", (_what, tables) => {
  const file = databaseWith(...tables);
  const before = readFileSync(file);
  for (const expected of [USED, NEW])
    expect(() => mustBeDatabase(file, expected)).toThrow(
      `${file} cannot be used: it is not a database of paperledger, because it has no table _config, _tables, _stream_records. Put back a copy`,
    );
  expect(readFileSync(file)).toEqual(before);
  expect(readdirSync(join(file, ".."))).toEqual(["some.sqlite"]);
});

/** A killed program can leave such files, if it was making a new database. */
test.each([
  ["no file", () => join(newFolder(), "some.sqlite"), "it is missing"],
  [
    "a file without any byte",
    () => {
      const file = join(newFolder(), "some.sqlite");
      writeFileSync(file, "");
      return file;
    },
    "it is empty",
  ],
  [
    "no table",
    () => databaseWith(),
    "it is not a database of paperledger, because it has no table _config, _tables, _stream_records",
  ],
  [
    "only the first table",
    () => databaseWith("_config"),
    "it is not a database of paperledger, because it has no table _tables, _stream_records",
  ],
])("%s is accepted only if the database may be new", (_what, make, reason) => {
  const file = make();
  expect(() => mustBeDatabase(file, NEW)).not.toThrow();
  expect(() => mustBeDatabase(file, USED)).toThrow(DatabaseFileError);
  expect(() => mustBeDatabase(file, USED)).toThrow(`${file} cannot be used: ${reason}. Put back a copy`);
});

test("a copy is opened in place of the file, and the message names the file", () => {
  const copy = databaseWith("bookmarks");
  const file = databaseWith(...OF_DYNOXIDE);
  expect(() => mustBeDatabase(file, { ...USED, copy })).toThrow(`${file} cannot be used: it is not`);
});
