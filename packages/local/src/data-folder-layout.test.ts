import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

const DATABASES = ["dynamodb.sqlite", "s3-and-sqs/fauxqs.db"] as const;

/** Makes a folder with these files and folders. */
function folderWith(...names: readonly string[]): string {
  const folder = newFolder();
  mkdirSync(join(folder, "s3-and-sqs"));
  for (const name of names)
    if (name.includes(".")) writeFileSync(join(folder, name), "");
    else mkdirSync(join(folder, name));
  return folder;
}

test.each(DATABASES)("a folder that has held data and has lost %s is refused", (lost) => {
  const folder = folderWith("checkpoints", ...DATABASES.filter((name) => name !== lost));
  const check = () => mustHoldDatabases(folder, { hasOwnDynamoDb: false });
  expect(check).toThrow(DatabaseFileError);
  expect(check).toThrow(`${join(folder, lost)} cannot be used: it is missing. Put back a copy`);
});

test.each([
  ["before any database", []],
  ["after the first database", ["dynamodb.sqlite"]],
  ["after both", [...DATABASES]],
  ["never, with all databases", ["checkpoints", ...DATABASES]],
])("a first start that was killed %s can start again", (_when, names) => {
  const folder = folderWith(...names);
  expect(() => mustHoldDatabases(folder, { hasOwnDynamoDb: false })).not.toThrow();
});

test("the tables of a DynamoDB that the user runs are not looked for in the folder", () => {
  const folder = folderWith("checkpoints", "s3-and-sqs/fauxqs.db");
  expect(() => mustHoldDatabases(folder, { hasOwnDynamoDb: true })).not.toThrow();
});
