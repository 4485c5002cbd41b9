import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { mountSmallDisk, NO_MOUNT } from "@paperledger/local/files/small-disk.fixture";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  asOrdinaryUser,
  type Ended,
  endCommands,
  runCommand,
  runHere,
  runHereToSuccess,
  startCommand,
  stillThere,
} from "./command.fixture.ts";

let cwd: string;
/** A data folder that a laptop has used and left. */
let used: string;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "paperledger-odd-"));
  used = join(cwd, "used");
  await runHereToSuccess(["start", "--once", "--json", "--data", used]);
});
afterEach(endCommands);
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** The command runs in this process, unless a test says otherwise. */
const start = (data: string) => runHere(["start", "--once", "--data", data]);

/** One line on standard error, after `paperledger: `, with exit code 2. */
function onlyLineOf({ code, stderr }: Ended): string {
  expect(code).toBe(2);
  const [line, ...more] = stderr.trimEnd().split("\n");
  expect(more).toEqual([]);
  expect(line).toMatch(/^paperledger: /);
  return line?.replace("paperledger: ", "") ?? "";
}

function copyOfUsed(): string {
  const copy = mkdtempSync(join(cwd, "copy-"));
  cpSync(used, copy, { recursive: true });
  return copy;
}

describe("a folder that cannot be one for data is one line with its path and what to do", () => {
  test("a file in its place, or on the way to it", async () => {
    const file = join(cwd, "a-file");
    writeFileSync(file, "mine");
    const inProcess = await runCommand(["start", "--once", "--data", file], { cwd });
    expect(onlyLineOf(inProcess)).toMatch(`${file} cannot be opened: file already exists (EEXIST). There is`);
    expect(onlyLineOf(await start(join(file, "data")))).toMatch(
      /a-file\/data cannot be opened: not a directory/,
    );
  });

  test("a file in its place, for a command that reads", async () => {
    const file = join(cwd, "another-file");
    writeFileSync(file, "mine");
    expect(onlyLineOf(await runHere(["runs", "--data", file]))).toMatch(
      `${file} cannot be read: not a directory (ENOTDIR). Something on this path is a file`,
    );
  });

  test("a path that is too long", async () => {
    expect(onlyLineOf(await start(join(cwd, "x".repeat(300))))).toMatch(
      /\(ENAMETOOLONG\)\. Give a shorter path$/,
    );
  });

  test("a folder of something else, which is left as it is", async () => {
    const folder = join(cwd, "photos");
    mkdirSync(folder);
    writeFileSync(join(folder, "cat.jpg"), "");
    expect(onlyLineOf(await start(folder))).toMatch(
      `${folder} holds files that paperledger did not make (cat.jpg)`,
    );
    expect(readdirSync(folder)).toEqual(["cat.jpg"]);
  });

  test("a folder of an older layout, for commands that write and that read", async () => {
    const folder = copyOfUsed();
    rmSync(join(folder, "layout.json"));
    for (const command of [["start", "--once"], ["stats"], ["verify"]])
      expect(onlyLineOf(await runHere([...command, "--data", folder]))).toMatch(
        /made by an older version .* docs\/operations\.md, "Begin again from the raw bucket"$/,
      );
  });

  test("a folder without permission", async (context) => {
    if (process.getuid?.() === 0) return context.skip("root may write everywhere");
    const folder = join(cwd, "locked-away");
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    expect(onlyLineOf(await start(folder))).toMatch(`${folder} cannot be opened: permission denied (EACCES)`);
  });

  test("a read-only file system", async (context) => {
    const disk = mountSmallDisk(4);
    if (!disk) return context.skip(NO_MOUNT);
    onTestFinished(disk.unmount);
    disk.makeReadOnly();
    expect(onlyLineOf(await start(disk.folder))).toMatch(
      `${disk.folder} cannot be opened: read-only file system (EROFS). Give a folder on a disk that can be written`,
    );
  });

  test("a full disk", async (context) => {
    const disk = mountSmallDisk(4);
    if (!disk) return context.skip(NO_MOUNT);
    onTestFinished(disk.unmount);
    disk.fill();
    expect(onlyLineOf(await start(disk.folder))).toMatch(
      /(no space left on device|disk is full).*\. Free some space on its disk$/,
    );
  });
});

describe("a broken file in the folder is one line with its path and what to do", () => {
  test.each([
    ["dynamodb.sqlite", "garbage"],
    ["dynamodb.sqlite", "cut off"],
    ["dynamodb.sqlite", "empty"],
    ["s3-and-sqs/fauxqs.db", "garbage"],
    ["lock.sqlite", "garbage"],
    ["dynamodb.sqlite", "a folder"],
    ["s3-and-sqs/fauxqs.db", "a folder"],
    ["lock.sqlite", "a folder"],
  ])("%s is %s", async (name, how) => {
    const folder = copyOfUsed();
    const file = join(folder, name);
    for (const suffix of ["-wal", "-shm"]) rmSync(file + suffix, { force: true });
    if (how === "a folder") {
      rmSync(file);
      mkdirSync(file);
    } else if (how === "garbage") writeFileSync(file, "no database ".repeat(1_000));
    else truncateSync(file, how === "empty" ? 0 : 4_096);
    expect(onlyLineOf(await start(folder))).toMatch(
      new RegExp(`^${file} cannot be used: .*\\. (Put back|Remove it)`),
    );
    expect(existsSync(file)).toBe(true);
  });

  test.each(["dynamodb.sqlite", "s3-and-sqs/fauxqs.db"])("%s is missing, for every command", async (name) => {
    const data = copyOfUsed();
    const file = join(data, name);
    rmSync(file);
    for (const suffix of ["-wal", "-shm"]) rmSync(file + suffix, { force: true });
    const archive = mkdtempSync(join(cwd, "archive-"));
    const paper = join(archive, "a.json");
    writeFileSync(paper, "{}");
    for (const command of [
      ["runs"],
      ["status"],
      ["verify"],
      ["rebuild"],
      ["start", "--once"],
      ["ingest", paper],
      ["redrive", "--failed"],
      ["backfill", archive, "--yes"],
      ["dashboard"],
    ])
      expect(onlyLineOf(await runHere([...command, "--data", data]))).toBe(
        `${file} cannot be used: it is missing. Put back a copy of the whole data folder, or give another folder: docs/operations.md, "Begin again from the raw bucket"`,
      );
    expect(existsSync(file)).toBe(false);
  });

  test.each(["dynamodb.sqlite", "s3-and-sqs/fauxqs.db"])(
    "%s is the database of another program, for every command that writes",
    async (name) => {
      const data = copyOfUsed();
      const file = join(data, name);
      for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
      const other = new DatabaseSync(file);
      other.exec("CREATE TABLE bookmarks (url)");
      other.close();
      const before = readFileSync(file);
      const paper = join(mkdtempSync(join(cwd, "papers-")), "a.json");
      writeFileSync(paper, "{}");
      const ofTables = [["runs"], ["status"], ["verify"], ["rebuild"]];
      for (const command of [
        ...(name === "dynamodb.sqlite" ? ofTables : []),
        ["start", "--once"],
        ["ingest", paper],
        ["redrive", "--failed-since", "2026-01-01"],
      ])
        expect(onlyLineOf(await runHere([...command, "--data", data]))).toMatch(
          `${file} cannot be used: it is not a database of paperledger, because it has no table `,
        );
      expect(readFileSync(file)).toEqual(before);
      expect(readdirSync(join(file, "..")).filter((each) => each.startsWith(basename(file)))).toEqual([
        basename(file),
      ]);
    },
  );

  test("a checkpoint", async () => {
    const folder = copyOfUsed();
    const [name = ""] = readdirSync(join(folder, "checkpoints"));
    const file = join(folder, "checkpoints", name);
    truncateSync(file, 10);
    expect(onlyLineOf(await start(folder))).toMatch(`${file} is broken: remove it`);
  });
});

describe("a database that this user may not write", () => {
  test.for(["dynamodb.sqlite", "s3-and-sqs/fauxqs.db"])(
    "%s is named by a command that writes, which leaves no file beside it; a command that reads works",
    async (name, context) => {
      const user = asOrdinaryUser();
      if (!user) return context.skip("another user cannot read the program");
      const data = copyOfUsed();
      const file = join(data, name);
      chmodSync(cwd, 0o755);
      if (user.uid !== undefined) giveTo(user.uid, data);
      chmodSync(file, 0o444);
      const folder = join(file, "..");
      const before = readdirSync(folder);
      const run = (...command: readonly string[]) =>
        runCommand([...command, "--data", data], { cwd: data, ...user });
      for (const command of [["start", "--once"], ["redrive", "--failed"], ["rebuild"]])
        expect(onlyLineOf(await run(...command))).toBe(
          `${file} cannot be written: permission denied (EACCES). Give this user the right to read and write it, for example with chmod, or give another folder`,
        );
      expect(readdirSync(folder)).toEqual(before);
      expect((await run("verify")).code).toBe(0);
      expect(readdirSync(folder)).toEqual(before);
      chmodSync(file, 0o644);
      expect((await run("rebuild")).code).toBe(0);
    },
  );
});

/** Makes a user the owner of a folder and of all that is in it. */
function giveTo(uid: number, folder: string): void {
  chownSync(folder, uid, -1);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    chownSync(join(folder, name), uid, -1);
}

test("an embedded DynamoDB that is killed ends the command with one line, and nothing is left behind", async () => {
  const folder = copyOfUsed();
  const command = startCommand(["start", "--json", "--data", folder], { cwd });
  await command.until('"type":"ready"');
  const processes = command.descendants();
  const dynoxide = command.descendantsNamed("dynoxide");
  expect(dynoxide).toHaveLength(1);
  for (const pid of dynoxide) process.kill(pid, "SIGKILL");
  expect(onlyLineOf(await command.ended)).toBe(
    `the embedded DynamoDB on ${join(folder, "dynamodb.sqlite")} ended by itself or was killed. Start again: unfinished work goes on`,
  );
  expect(await stillThere(processes)).toEqual([]);
  expect([0, 3]).toContain((await runHere(["verify", "--data", folder])).code);
});
