import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DatabaseFileError } from "@paperledger/embedded/database-file";
import { expect, onTestFinished, test } from "vitest";
import { openDataFolder } from "./data-folder.ts";
import { checkLayout, DataFolderLayoutError, LAYOUT, mustHoldDatabases } from "./data-folder-layout.ts";
import { JsonFileError } from "./files/json-file.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "paperledger-layout-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const layoutOf = (folder: string) => JSON.parse(readFileSync(join(folder, "layout.json"), "utf8"));

test("a new folder gets its layout before any data, and is opened again", () => {
  const folder = newFolder();
  openDataFolder(folder).release();
  expect(layoutOf(folder)).toEqual({ layout: LAYOUT });
  openDataFolder(folder).release();
});

test.each([".DS_Store", "lost+found", "lock.sqlite", "pid"])(
  "a folder with nothing but %s is new",
  (name) => {
    const folder = newFolder();
    writeFileSync(join(folder, name), "");
    expect(() => checkLayout(folder)).not.toThrow();
  },
);

test.each([
  [
    "data and no layout",
    undefined,
    "older",
    /made by an older version \(layout 1, not 2\).*Begin again from the raw bucket/,
  ],
  ["an older layout", 1, "older", /made by an older version \(layout 1, not 2\)/],
  ["a newer layout", 3, "newer", /made by a newer version \(layout 3, not 2\)\. Update paperledger/],
])("a folder with %s is refused and left as it is", (_what, layout, problem, message) => {
  const folder = newFolder();
  writeFileSync(join(folder, "dynamodb.sqlite"), "");
  if (layout !== undefined) writeFileSync(join(folder, "layout.json"), JSON.stringify({ layout }));
  const before = readdirSync(folder);
  expect(() => openDataFolder(folder)).toThrow(DataFolderLayoutError);
  expect(() => openDataFolder(folder)).toThrow(expect.objectContaining({ problem }));
  expect(() => openDataFolder(folder)).toThrow(message);
  expect(readdirSync(folder)).toEqual(before);
});

test("a folder of something else is refused, names what it holds, and is left as it is", () => {
  const folder = newFolder();
  mkdirSync(join(folder, "photos"));
  for (const name of ["a.txt", "b.txt", "c.txt"]) writeFileSync(join(folder, name), "");
  expect(() => openDataFolder(folder)).toThrow(
    `${folder} holds files that paperledger did not make (a.txt, b.txt, c.txt and 1 more)`,
  );
  expect(readdirSync(folder)).toEqual(["a.txt", "b.txt", "c.txt", "photos"]);
});

test.each(["", "{", '{"layout": "two"}'])(
  "a broken layout.json is one line that says what to do: %s",
  (content) => {
    const folder = newFolder();
    writeFileSync(join(folder, "layout.json"), content);
    expect(() => openDataFolder(folder)).toThrow(JsonFileError);
    expect(() => openDataFolder(folder)).toThrow(
      `${join(folder, "layout.json")} is broken: put back {"layout": 2}`,
    );
  },
);

const TABLES = {
  "dynamodb.sqlite": ["_config", "_tables", "_stream_records"],
  "s3-and-sqs/fauxqs.db": ["sqs_queues", "sqs_messages", "s3_buckets", "s3_objects"],
} as const;
const DATABASES = ["dynamodb.sqlite", "s3-and-sqs/fauxqs.db"] as const;
type Database = (typeof DATABASES)[number];

function makeDatabase(path: string, tables: readonly string[]): void {
  const database = new DatabaseSync(path);
  for (const table of ["dropped", ...tables]) database.exec(`CREATE TABLE ${table} (x)`);
  database.exec("DROP TABLE dropped");
  database.close();
}

interface Content {
  readonly databases: readonly Database[];
  readonly folders?: readonly string[];
}

/** Makes a folder with these databases, as paperledger makes them, and these folders. */
function folderWith({ databases, folders = [] }: Content): string {
  const folder = newFolder();
  mkdirSync(join(folder, "s3-and-sqs"));
  for (const name of databases) makeDatabase(join(folder, name), TABLES[name]);
  for (const name of folders) mkdirSync(join(folder, name));
  return folder;
}

const checkOf = (folder: string) => () => mustHoldDatabases(folder, { hasOwnDynamoDb: false });

/** Each of them shows that both databases were made, even if the others are lost too. */
const SHOW_USE = ["checkpoints", "invocations", "notifications", "rules"];

test.each(DATABASES.flatMap((lost) => SHOW_USE.map((left) => [left, lost] as const)))(
  "a folder with %s that has lost %s is refused",
  (left, lost) => {
    const folder = folderWith({ databases: DATABASES.filter((name) => name !== lost), folders: [left] });
    expect(checkOf(folder)).toThrow(DatabaseFileError);
    expect(checkOf(folder)).toThrow(`${join(folder, lost)} cannot be used: it is missing. Put back a copy`);
  },
);

test.each([
  ["s3-and-sqs/fauxqs.db", "sqs_queues", "dynamodb.sqlite"],
  ["dynamodb.sqlite", "paperledger-runs", "s3-and-sqs/fauxqs.db"],
] as const)("a folder with nothing but %s, whose table %s is filled, has lost %s", (left, table, lost) => {
  const folder = folderWith({ databases: [left] });
  expect(checkOf(folder)).not.toThrow();
  const database = new DatabaseSync(join(folder, left));
  database.exec(`CREATE TABLE IF NOT EXISTS "${table}" (x)`);
  database.exec(`INSERT INTO "${table}" VALUES (1)`);
  database.close();
  expect(checkOf(folder)).toThrow(`${join(folder, lost)} cannot be used: it is missing`);
});

test.each(DATABASES.flatMap((name) => [[name, ["bookmarks"]] as const, [name, []] as const]))(
  "a used folder whose %s has the tables %j is refused, and left as it is",
  (name, tables) => {
    const folder = folderWith({
      databases: DATABASES.filter((other) => other !== name),
      folders: ["checkpoints"],
    });
    makeDatabase(join(folder, name), tables);
    const before = readFileSync(join(folder, name));
    expect(checkOf(folder)).toThrow(
      `${join(folder, name)} cannot be used: it is not a database of paperledger, because it has no table ${TABLES[name].join(", ")}. Put back a copy`,
    );
    expect(readFileSync(join(folder, name))).toEqual(before);
  },
);

test.each<[string, Content]>([
  ["before any database", { databases: [] }],
  ["after the first database", { databases: ["dynamodb.sqlite"] }],
  ["after both", { databases: DATABASES }],
  ["never, with all databases", { databases: DATABASES, folders: SHOW_USE }],
])("a first start that was killed %s can start again", (_when, content) => {
  expect(checkOf(folderWith(content))).not.toThrow();
});

test.each(DATABASES)("a first start that was killed while it made %s can start again", (name) => {
  const databases = DATABASES.slice(0, DATABASES.indexOf(name));
  const withoutBytes = folderWith({ databases });
  writeFileSync(join(withoutBytes, name), "");
  expect(checkOf(withoutBytes)).not.toThrow();
  const withoutTables = folderWith({ databases });
  makeDatabase(join(withoutTables, name), []);
  expect(checkOf(withoutTables)).not.toThrow();
});

test("the tables of a DynamoDB that the user runs are not looked for in the folder", () => {
  const folder = folderWith({ databases: ["s3-and-sqs/fauxqs.db"], folders: ["checkpoints"] });
  expect(() => mustHoldDatabases(folder, { hasOwnDynamoDb: true })).not.toThrow();
});
