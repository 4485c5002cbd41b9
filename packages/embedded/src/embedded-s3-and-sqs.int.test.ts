import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { REGION } from "./account.ts";
import { type EmbeddedS3AndSqsOptions, startEmbeddedS3AndSqs } from "./embedded-s3-and-sqs.ts";
import type { ObjectCreated } from "./s3/object-created.ts";

async function start(options?: EmbeddedS3AndSqsOptions) {
  const embedded = await startEmbeddedS3AndSqs(options);
  const at = {
    endpoint: embedded.endpoint,
    region: REGION,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const s3 = new S3Client({ ...at, forcePathStyle: true });
  const sqs = new SQSClient(at);
  const stop = async () => {
    s3.destroy();
    sqs.destroy();
    await embedded.stop();
  };
  return { ...embedded, s3, sqs, stop };
}

describe("objects created", () => {
  const created: ObjectCreated[] = [];
  let aws: Awaited<ReturnType<typeof start>>;

  beforeEach(async () => {
    created.length = 0;
    aws = await start({ onObjectCreated: (object) => void created.push(object) });
    aws.createBucket("raw");
  });
  afterEach(() => aws.stop());

  const put = (Key: string, Body: string | Buffer) =>
    aws.s3.send(new PutObjectCommand({ Bucket: "raw", Key, Body }));

  test("a PUT is announced with the object's real name, size and ETag by the time it is answered", async () => {
    const before = Date.now();
    const { ETag } = await put("raw-data/a b+ü/100%.gz", "hello");
    expect(created).toEqual([
      {
        by: "Put",
        bucket: "raw",
        key: "raw-data/a b+ü/100%.gz",
        sizeBytes: 5,
        etag: ETag?.replaceAll('"', ""),
        sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
        at: expect.any(Date),
        requestId: expect.stringMatching(/^[0-9A-F]{16}$/),
      },
    ]);
    expect(created[0]?.at.getTime()).toBeGreaterThanOrEqual(before);
  });

  test("a PUT by any client is announced, also if the client sends JSON or no body", async () => {
    const url = `${aws.endpoint}/raw/by-fetch.json`;
    await fetch(url, { method: "PUT", body: "{}", headers: { "content-type": "application/json" } });
    const { status } = await fetch(`${aws.endpoint}/raw/empty`, { method: "PUT" });
    expect(status).toBe(200);
    expect(created.map(({ key, sizeBytes }) => [key, sizeBytes])).toEqual([
      ["by-fetch.json", 2],
      ["empty", 0],
    ]);
  });

  test("an empty object is taken from the SDK and given back", async () => {
    await put("empty.gz", "");
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: "raw", Key: "empty.gz" }));
    expect(await Body?.transformToString()).toBe("");
  });

  test("an object larger than fauxqs's own limit is taken", async () => {
    await put("large.gz", Buffer.alloc(20 * 2 ** 20));
    expect(created).toMatchObject([{ sizeBytes: 20 * 2 ** 20 }]);
  });

  test("a completed multipart upload is announced once, and its parts are not", async () => {
    const upload = { Bucket: "raw", Key: "parts.gz" };
    const { UploadId } = await aws.s3.send(new CreateMultipartUploadCommand(upload));
    const part = { ...upload, UploadId, PartNumber: 1 };
    const { ETag } = await aws.s3.send(new UploadPartCommand({ ...part, Body: "hello" }));
    expect(created).toEqual([]);
    await aws.s3.send(
      new CompleteMultipartUploadCommand({
        ...upload,
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      }),
    );
    expect(created).toMatchObject([{ by: "CompleteMultipartUpload", key: "parts.gz", sizeBytes: 5 }]);
    expect(created[0]?.etag).toMatch(/^[0-9a-f]{32}-1$/);
  });

  test("a copy is announced as the object that it makes", async () => {
    await put("from.gz", "hello");
    await aws.s3.send(new CopyObjectCommand({ Bucket: "raw", Key: "to.gz", CopySource: "raw/from.gz" }));
    expect(created).toMatchObject([
      { by: "Put", key: "from.gz" },
      { by: "Copy", key: "to.gz", sizeBytes: 5 },
    ]);
  });

  test("a request that fails, reads or deletes is not announced", async () => {
    await put("a.gz", "hello");
    created.length = 0;
    const missing = { Bucket: "no-such-bucket", Key: "a.gz" };
    await expect(aws.s3.send(new PutObjectCommand({ ...missing, Body: "x" }))).rejects.toThrow();
    await aws.s3.send(new HeadObjectCommand({ Bucket: "raw", Key: "a.gz" }));
    await aws.s3.send(new DeleteObjectCommand({ Bucket: "raw", Key: "a.gz" }));
    expect(created).toEqual([]);
  });

  test("of two events of one key, the later has the greater sequencer", async () => {
    for (let version = 0; version < 20; version++) await put("same.gz", `version ${version}`);
    const sequencers = created.map(({ sequencer }) => sequencer);
    expect(sequencers).toEqual([...new Set(sequencers)].sort());
  });
});

test("a PUT whose listener fails is answered with an error", async () => {
  let failures = 0;
  const aws = await start({
    onObjectCreated() {
      if (failures++ === 0) throw new Error("the disk is full");
    },
  });
  onTestFinished(aws.stop);
  aws.createBucket("raw");
  const put = () => fetch(`${aws.endpoint}/raw/a`, { method: "PUT", body: "x" });
  expect((await put()).status).toBe(500);
  expect((await put()).status).toBe(200);
});

test("buckets, objects, queues and messages are there again after a restart, at the new address", async () => {
  const dir = await mkdtemp(join(tmpdir(), "paperledger-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const first = await start({ dir });
  first.createBucket("raw");
  await first.s3.send(
    new PutObjectCommand({ Bucket: "raw", Key: "../a b", Body: "hello", Metadata: { from: "me" } }),
  );
  const created = new CreateQueueCommand({ QueueName: "papers", Attributes: { VisibilityTimeout: "7" } });
  const { QueueUrl: firstUrl } = await first.sqs.send(created);
  await first.sqs.send(new SendMessageCommand({ QueueUrl: firstUrl, MessageBody: "kept" }));
  await first.stop();

  const second = await start({ dir });
  onTestFinished(second.stop);
  const object = await second.s3.send(new GetObjectCommand({ Bucket: "raw", Key: "../a b" }));
  expect(await object.Body?.transformToString()).toBe("hello");
  expect(object.Metadata).toEqual({ from: "me" });
  const { QueueUrl } = await second.sqs.send(new GetQueueUrlCommand({ QueueName: "papers" }));
  expect(QueueUrl).toBe(`${second.endpoint}/000000000000/papers`);
  const received = await second.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(received.Messages).toMatchObject([{ Body: "kept" }]);
  await second.s3.send(new PutObjectCommand({ Bucket: "raw", Key: "../a b", Body: "newer" }));
  expect(await (await fetch(`${second.endpoint}/raw/..%2Fa%20b`)).text()).toBe("newer");
});

test("a message that is shown again at once is received again, with and without a folder", async () => {
  const dir = await mkdtemp(join(tmpdir(), "paperledger-visibility-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const options of [{ dir }, {}]) {
    const { sqs, stop } = await start(options);
    onTestFinished(() => stop());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "visible" }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
    const receive = async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? [];
    const [message] = await receive();
    const ReceiptHandle = message?.ReceiptHandle;
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    expect((await receive()).map(({ Body }) => Body)).toEqual(["hello"]);
  }
});

test("a message that was in flight when the process ended is visible again at once, and that receive does not count", async () => {
  const dir = await mkdtemp(join(tmpdir(), "paperledger-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const received = async ({ sqs }: Awaited<ReturnType<typeof start>>) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "papers" }));
    const names = ["ApproximateReceiveCount" as const];
    return sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: names }));
  };
  const first = await start({ dir });
  const created = new CreateQueueCommand({ QueueName: "papers", Attributes: { VisibilityTimeout: "900" } });
  const { QueueUrl } = await first.sqs.send(created);
  await first.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "in flight" }));
  const once = { Body: "in flight", Attributes: { ApproximateReceiveCount: "1" } };
  expect((await received(first)).Messages).toMatchObject([once]);
  expect((await received(first)).Messages).toBeUndefined();
  await first.stop();

  const second = await start({ dir });
  onTestFinished(second.stop);
  expect((await received(second)).Messages).toMatchObject([once]);
  expect((await received(second)).Messages).toBeUndefined();
});

test("a list of several pages has each key once, in the order of its bytes", async () => {
  const { s3, createBucket, stop } = await start();
  onTestFinished(stop);
  createBucket("raw");
  const keys = [
    "PMC/1",
    "arxiv/1",
    "Zenodo",
    "a",
    "B",
    "_x",
    "x-1",
    "x.1",
    "x/1",
    "é",
    "z",
    "中",
    "\u{1f600}",
    "ﬀ",
    "10",
    "9",
  ];
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: "raw", Key, Body: "." }));
  const inOrder = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (const pageSize of [1, 3, 1_000]) {
    const listed: (string | undefined)[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3, pageSize }, { Bucket: "raw" }))
      listed.push(...Contents.map(({ Key }) => Key));
    expect(listed).toEqual(inOrder);
  }
  const { Contents } = await s3.send(
    new ListObjectsV2Command({ Bucket: "raw", Prefix: "x", StartAfter: "x-1" }),
  );
  expect(Contents?.map(({ Key }) => Key)).toEqual(["x.1", "x/1"]);
});

test("without a folder nothing is kept, and only 127.0.0.1 listens", async () => {
  const aws = await start();
  onTestFinished(aws.stop);
  expect(new URL(aws.endpoint).hostname).toBe("127.0.0.1");
  const { port } = new URL(aws.endpoint);
  await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toThrow();
});
