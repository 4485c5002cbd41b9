import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DataFolderInUseError, openDataFolder, runningOn } from "./data-folder.ts";

const endpoints = {
  dynamodb: "http://127.0.0.1:1",
  s3: "http://127.0.0.1:2",
  sqs: "http://127.0.0.1:2",
  eventbridge: "http://127.0.0.1:3",
  lambda: "http://127.0.0.1:4",
};

async function newFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "paperledger-"));
  onTestFinished(() => rm(parent, { recursive: true }));
  return join(parent, "data");
}

/** Starts another process that opens the folder and keeps it open. Resolves when it has opened it. */
async function holdElsewhere(folder: string) {
  const script = `
    const { openDataFolder } = await import(${JSON.stringify(import.meta.resolve("./data-folder.ts"))});
    openDataFolder(process.argv[1]).announce(${JSON.stringify(endpoints)});
    process.stdout.write("open");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

test("a folder is created, opened once at a time, and opened again after its release", async () => {
  const folder = await newFolder();
  const first = openDataFolder(folder);
  expect(() => openDataFolder(folder)).toThrow(DataFolderInUseError);
  expect(() => openDataFolder(folder)).toThrow(`in use by process ${process.pid}`);
  first.release();
  openDataFolder(folder).release();
});

test("a folder that another process has is refused, naming the process", async () => {
  const folder = await newFolder();
  const other = await holdElsewhere(folder);
  expect(() => openDataFolder(folder)).toThrow(`${folder} is in use by process ${other.pid}`);
});

test("a folder whose process was killed is taken over, whatever it left behind", async () => {
  const folder = await newFolder();
  const other = await holdElsewhere(folder);
  expect(runningOn(folder)).toEqual({ pid: other.pid, isForOneCommand: false, endpoints });
  other.kill("SIGKILL");
  await once(other, "exit");
  expect(await readdir(folder)).toContain("endpoints.json");
  expect(runningOn(folder)).toBeUndefined();
  const mine = openDataFolder(folder);
  expect(runningOn(folder)).toBeUndefined();
  mine.announce(endpoints, true);
  expect(runningOn(folder)).toEqual({ pid: process.pid, isForOneCommand: true, endpoints });
  mine.release();
});

test("nothing runs on a folder that is not there, was released, or has only an announcement", async () => {
  const folder = await newFolder();
  expect(runningOn(folder)).toBeUndefined();
  await expect(access(folder)).rejects.toThrow();
  const opened = openDataFolder(folder);
  opened.announce(endpoints);
  opened.release();
  expect(runningOn(folder)).toBeUndefined();
  await writeFile(join(folder, "endpoints.json"), JSON.stringify({ pid: 1, endpoints }));
  expect(runningOn(folder)).toBeUndefined();
});
