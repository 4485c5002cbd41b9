import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { type BatchFile, BatchFileError } from "@paperledger/core/batch-files/batch-file";
import { timestamp } from "@paperledger/core/papers/paper";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { emulatedAt } from "../clients/clients.ts";
import { s3Client } from "../clients/s3-client.ts";
import { s3BatchFileStore } from "./batch-file-store.ts";
import { headBatchFile, listBatchFiles, putBatchFile } from "./batch-file-uploads.ts";
import { startCuttingProxy } from "./cutting-proxy.fixture.ts";

const s3 = await startEmbeddedS3AndSqs();
const { endpoint } = s3;
const client = s3Client(emulatedAt(endpoint));
afterAll(async () => {
  client.destroy();
  await s3.stop();
});

const bucket = "test-batch-files";
s3.createBucket(bucket);
const QUICK = { maxTries: 3, baseMs: 1, capMs: 2 };

let filesMade = 0;
async function upload(
  bytes: Buffer,
  key = `raw-data/2024-01-02/päpers +${++filesMade}.gz`,
): Promise<BatchFile> {
  const { etag } = await putBatchFile(client, { bucket, key }, bytes, bytes.length);
  return {
    traceId: parseTraceId("01HK4WQN000000000000000000"),
    bucket,
    key,
    ...(etag && { etag: etag.replaceAll('"', "") }),
    sizeBytes: bytes.length,
    batchTimestamp: timestamp(new Date("2024-01-02T00:00:00Z")),
  };
}

const readAll = async (file: BatchFile, store = s3BatchFileStore({ client })) =>
  buffer(await store.open(file));
async function throughProxy(bytesOf: (connection: number) => number) {
  const proxy = await startCuttingProxy(new URL(endpoint), bytesOf);
  onTestFinished(proxy.stop);
  return {
    proxy,
    store: s3BatchFileStore({ client: s3Client(emulatedAt(proxy.endpoint)), retryPolicy: QUICK }),
  };
}

describe("a batch file is opened", () => {
  test.each([0, 1, 300_000])("and has its %i bytes unchanged", async (size) => {
    const bytes = randomBytes(size);
    expect(await readAll(await upload(bytes))).toEqual(bytes);
  });

  test("by its ETag with or without quotes, or without one", async () => {
    const { etag, ...file } = await upload(Buffer.from("abc"));
    expect((await readAll({ ...file, etag: `${etag}` })).toString()).toBe("abc");
    expect((await readAll({ ...file, etag: `"${etag}"` })).toString()).toBe("abc");
    expect((await readAll(file)).toString()).toBe("abc");
  });

  test("that was replaced after its event is missing, and the message says so", async () => {
    const file = await upload(Buffer.from("first"));
    await upload(Buffer.from("second"), file.key);
    const error = await readAll(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BatchFileError);
    expect(error).toMatchObject({
      reason: "missing",
      message: expect.stringMatching(/s3:\/\/test-batch-files\/raw-data.* was replaced/),
    });
  });

  test("that was deleted is missing, and the message names it", async () => {
    const file = await upload(Buffer.from("gone"));
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: file.key }));
    await expect(readAll(file)).rejects.toMatchObject({
      name: "BatchFileError",
      reason: "missing",
      message: expect.stringContaining(`s3://${bucket}/${file.key}`),
    });
  });

  test("in a bucket that does not exist is missing", async () => {
    const file = { ...(await upload(Buffer.from("x"))), bucket: "no-such-bucket" };
    await expect(readAll(file)).rejects.toMatchObject({ name: "BatchFileError", reason: "missing" });
  });

  test("from an S3 that cannot be reached throws the SDK's error", async () => {
    const file = await upload(Buffer.from("x"));
    const { store } = await throughProxy(() => 0);
    const error = await readAll(file, store).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(BatchFileError);
  });
});

describe("when the connection breaks in the middle of a batch file", () => {
  test("again and again, its bytes still come once and in order", async () => {
    const bytes = randomBytes(2_000_000);
    const file = await upload(bytes);
    const { proxy, store } = await throughProxy(() => 300_000);
    expect(await readAll(file, store)).toEqual(bytes);
    expect(proxy.connections()).toBeGreaterThanOrEqual(7);
  });

  test("and the object is replaced before the next request, no byte of the new object is read", async () => {
    const file = await upload(Buffer.alloc(1_000_000, "a"));
    const { store } = await throughProxy((connection) =>
      connection === 0 ? 400_000 : Number.POSITIVE_INFINITY,
    );
    const body = await store.open(file);
    await upload(Buffer.alloc(1_000_000, "b"), file.key);
    await expect(buffer(body)).rejects.toMatchObject({ name: "BatchFileError", reason: "missing" });
  });
});

describe("a batch file is uploaded", () => {
  test("from a stream of known length, and S3 sends its event", async () => {
    const key = "raw-data/streamed.gz";
    const { etag } = await putBatchFile(
      client,
      { bucket, key },
      Readable.from([Buffer.from("ab"), Buffer.from("c")]),
      3,
    );
    const head = await headBatchFile(client, { bucket, key });
    expect(head).toMatchObject({ bucket, key, etag, sizeBytes: 3 });
    expect(Date.parse(head.lastModifiedAt)).toBeGreaterThan(Date.parse("2024-01-01"));
  });

  test("and listed with the files of the same prefix, in order, over several pages", async () => {
    const keys = Array.from({ length: 1_001 }, (_, n) => `listed/${String(n).padStart(4, "0")}`);
    // A busy machine cannot open a thousand connections at once within their deadline.
    for (let n = 0; n < keys.length; n += 50)
      await Promise.all(keys.slice(n, n + 50).map((key) => upload(Buffer.from("x"), key)));
    const listed: string[] = [];
    for await (const { key, sizeBytes } of listBatchFiles(client, bucket, "listed/")) {
      listed.push(key);
      expect(sizeBytes).toBe(1);
    }
    expect(listed).toEqual(keys);
  });

  test.each([
    ["no such object", { bucket, key: "none" }],
    ["no such bucket", { bucket: "no-such-bucket", key: "none" }],
  ])("%s is missing, and the message names it", async (_what, place) => {
    await expect(headBatchFile(client, place)).rejects.toMatchObject({
      reason: "missing",
      message: expect.stringContaining(`s3://${place.bucket}/none`),
    });
  });
});
