import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileError } from "@paperledger/embedded/file-error";
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { fillDisk } from "./full-disk.fixture.ts";
import { JsonFileError, readJsonFile, writeJsonFile } from "./json-file.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "paperledger-json-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const schema = z.object({ n: z.int() });
const read = (path: string) => readJsonFile({ path, schema, whenBroken: "throw it away" });

test("a value is read as it was written, and people can read it too", () => {
  const file = join(newFolder(), "n.json");
  writeJsonFile(file, { n: 1 });
  writeJsonFile(file, { n: 2 });
  expect(read(file)).toEqual({ n: 2 });
  expect(readFileSync(file, "utf8")).toBe('{\n  "n": 2\n}\n');
});

test("a file that is not there has no value", () => {
  expect(read(join(newFolder(), "n.json"))).toBeUndefined();
});

test.each([
  ["cut off", '{"n": '],
  ["empty", ""],
  ["of another shape", '{"n": "one"}'],
  ["garbage", "\0\x01"],
])("a file that is %s is one line with its path and what to do", (_what, content) => {
  const file = join(newFolder(), "n.json");
  writeFileSync(file, content);
  expect(() => read(file)).toThrow(new JsonFileError(`${file} is broken: throw it away`));
});

test("a folder in the place of a file is one line with its path", () => {
  const file = join(newFolder(), "n.json");
  mkdirSync(file);
  expect(() => read(file)).toThrow(`${file} cannot be read: illegal operation on a directory (EISDIR).`);
});

test("on a full disk the old file stays, nothing else is left, and the message names the folder and what to do", () => {
  const folder = newFolder();
  const file = join(folder, "n.json");
  writeJsonFile(file, { n: 1 });
  const disk = fillDisk(folder);
  expect(() => writeJsonFile(file, { n: 2 })).toThrow(FileError);
  expect(() => writeJsonFile(file, { n: 2 })).toThrow(
    `${folder} cannot be written: no space left on device (ENOSPC). Free some space on its disk`,
  );
  expect(read(file)).toEqual({ n: 1 });
  expect(readdirSync(folder)).toEqual(["n.json"]);
  disk.makeRoom();
  writeJsonFile(file, { n: 2 });
  expect(read(file)).toEqual({ n: 2 });
});

/** Uses the shell's limit of a file's size: the system writes what fits, and fails only after that. */
test.skipIf(process.platform === "win32")(
  "a write of which only a part fits is an error, and the old file stays",
  () => {
    const file = join(newFolder(), "n.json");
    writeJsonFile(file, { n: 1 });
    const script = `
      const { writeJsonFile } = await import(${JSON.stringify(import.meta.resolve("./json-file.ts"))});
      try {
        writeJsonFile(process.argv[1], { n: 2, text: "x".repeat(5_000) });
      } catch (error) {
        process.stdout.write(error.name + " " + error.code);
      }`;
    const { stdout } = spawnSync(
      "sh",
      ["-c", 'ulimit -f 2; exec "$@"', "sh", process.execPath, "--input-type=module", "-e", script, file],
      { encoding: "utf8" },
    );
    expect(stdout).toBe("FileError EFBIG");
    expect(read(file)).toEqual({ n: 1 });
  },
);
