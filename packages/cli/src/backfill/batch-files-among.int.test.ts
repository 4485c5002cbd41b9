import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { putBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { emulatedAt } from "@paperledger/aws/clients/clients";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import { afterAll, expect, test } from "vitest";
import { batchFilesAmong } from "./batch-files-among.ts";
import { objectsInBucket, objectToSample } from "./objects-in-bucket.ts";
import { objectsInFolder } from "./objects-in-folder.ts";

const BATCH_FILES = ["2024/manifest-2024.jsonl", "2024/papers.json.gz", "pubmed24n0001.xml.gz"];
const JUNK = [
  "2024/_SUCCESS",
  "2024/_temporary/0/_temporary/attempt_202401020304_m_000000_0/part-00000.json.gz",
  "2024/papers.json.gz.crc",
  "2024/.papers.json.gz.crc",
  "MANIFEST",
  "README.txt",
  "_delta_log/00000000000000000000.json",
  "inventory/2024-01-01T00-00Z/manifest.checksum",
  "inventory/2024-01-01T00-00Z/manifest.json",
  "pubmed24n0001.xml.gz.md5",
  "year=2024_$folder$",
];
const FOLDER_MARKER = "2024/";
const BUCKET = "test-backfill";

const s3 = await startEmbeddedS3AndSqs();
const client = s3Client(emulatedAt(s3.endpoint));
const home = await mkdtemp(join(tmpdir(), "paperledger-among-"));
afterAll(async () => {
  client.destroy();
  await s3.stop();
  await rm(home, { recursive: true, force: true });
});

test("what tools leave beside data is left out, from a folder and from S3 alike", async () => {
  const names = [...BATCH_FILES, ...JUNK];
  s3.createBucket(BUCKET);
  const put = (name: string, content: string) =>
    putBatchFile(client, { bucket: BUCKET, key: `archive/${name}` }, Buffer.from(content), content.length);
  await put(FOLDER_MARKER, "");
  for (const name of names) {
    await put(name, "x");
    await mkdir(dirname(join(home, name)), { recursive: true });
    await writeFile(join(home, name), "x");
  }

  const source = { bucket: BUCKET, prefix: "archive/", rawBucket: BUCKET };
  const ofBucket = await Array.fromAsync(objectsInBucket(client, source), (file) =>
    objectToSample(client, file),
  );
  const ofFolder = await objectsInFolder(home);
  expect(ofBucket).toHaveLength(names.length + 1);
  expect(batchFilesAmong(ofBucket).map(({ name }) => name)).toEqual(
    BATCH_FILES.map((name) => `s3://${BUCKET}/archive/${name}`),
  );
  expect(batchFilesAmong(ofFolder).map(({ name }) => name)).toEqual(
    BATCH_FILES.map((name) => join(home, name)),
  );
  expect(batchFilesAmong(ofFolder, ["*.gz"]).map(({ name }) => name)).toContain(join(home, "README.txt"));
});
