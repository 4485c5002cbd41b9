import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileError } from "@paperledger/embedded/file-error";
import { expect, onTestFinished, test } from "vitest";
import { fillDisk } from "../files/full-disk.fixture.ts";
import { JsonFileError } from "../files/json-file.ts";
import { openCheckpoints } from "./checkpoints.ts";

function newFile() {
  const folder = mkdtempSync(join(tmpdir(), "paperledger-checkpoints-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { folder, file: join(folder, "table-function.json") };
}

function open(file: string, streamArn = "arn:stream") {
  const problems: Error[] = [];
  const checkpoints = openCheckpoints({ streamArn, file, onProblem: (problem) => problems.push(problem) });
  onTestFinished(checkpoints.stop);
  return { ...checkpoints, problems };
}

test("a checkpoint that cannot be written counts in memory, and is written when there is room", async () => {
  const { folder, file } = newFile();
  const { of, save, problems } = open(file);
  save("shard", { sequenceNumber: "1", done: false });
  const disk = fillDisk(folder);
  save("shard", { sequenceNumber: "2", done: false });
  save("shard", { sequenceNumber: "3", done: false });
  expect(of("shard")?.sequenceNumber).toBe("3");
  expect(problems[0]).toBeInstanceOf(FileError);
  expect(problems[0]?.message).toContain(`${folder} cannot be written`);
  expect(open(file).of("shard")?.sequenceNumber).toBe("1");
  disk.makeRoom();
  await expect.poll(() => open(file).of("shard")?.sequenceNumber, { timeout: 4_000 }).toBe("3");
  expect(readdirSync(folder)).toHaveLength(1);
});

test("the checkpoints of another stream are reported and not used", () => {
  const { file } = newFile();
  open(file).save("shard", { sequenceNumber: "7", done: false });
  const { of, none, problems } = open(file, "arn:another");
  expect([of("shard"), none]).toEqual([undefined, true]);
  expect(problems).toEqual([
    new Error(`${file} belongs to another stream: the stream is read from its beginning`),
  ]);
});

test.each(["{", '{"streamArn": "arn:stream"}', '{"streamArn":"arn:stream","shards":{"s":{"done":1}}}'])(
  "a broken file is one line with its path and what to do: %s",
  (content) => {
    const { file } = newFile();
    writeFileSync(file, content);
    expect(() => open(file)).toThrow(JsonFileError);
    expect(() => open(file)).toThrow(`${file} is broken: remove it`);
    expect(readFileSync(file, "utf8")).toBe(content);
  },
);
