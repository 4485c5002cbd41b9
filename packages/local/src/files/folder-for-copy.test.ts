import { spawnSync } from "node:child_process";
import { mkdir, mkdtempDisposable, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { FileError } from "@paperledger/embedded/file-error";
import { expect, test } from "vitest";
import { folderForCopy } from "./folder-for-copy.ts";

test("the copies of processes that were killed are removed, and those of processes that run are kept", async () => {
  await using temporary = await mkdtempDisposable(join(tmpdir(), "paperledger-copies-"));
  const { pid: ended } = spawnSync(process.execPath, ["--eval", ""]);
  for (const name of [
    `paperledger-read-${ended}-a`,
    `paperledger-read-${process.ppid}-b`,
    "paperledger-read-c",
    "other",
  ])
    await mkdir(join(temporary.path, name));
  const made = await folderForCopy(temporary.path);
  expect(await readdir(temporary.path)).toEqual(
    [basename(made), "other", `paperledger-read-${process.ppid}-b`, "paperledger-read-c"].toSorted(),
  );
});

test("a missing folder for temporary files is named", async () => {
  await expect(folderForCopy("/no/such/folder")).rejects.toThrow(FileError);
  await expect(folderForCopy("/no/such/folder")).rejects.toThrow("/no/such/folder cannot be written");
});
