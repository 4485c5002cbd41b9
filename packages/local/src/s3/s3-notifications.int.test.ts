import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CopyObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../start-local-aws.ts";

const problems: Error[] = [];
const start = (options: LocalAwsOptions = {}) =>
  startLocalAws({
    buckets: ["raw", "other"],
    dynamoDbEndpoint: "http://127.0.0.1:9",
    onProblem: (problem) => void problems.push(problem),
    ...options,
  });

const put = (aws: LocalAws, Key: string, Bucket = "raw") =>
  aws.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: "hello" }));

describe("a notification", () => {
  let aws: LocalAws;
  beforeEach(async () => {
    problems.length = 0;
    aws = await start();
  });
  afterEach(() => aws.stop());

  test("invokes a function with S3's event", async () => {
    const events: unknown[] = [];
    const processor = aws.addFunction({ name: "processor", handler: (event) => events.push(event) });
    aws.addS3Notification({ id: "raw-data", bucket: "raw", to: processor });
    const { ETag } = await put(aws, "raw-data/2026-01-02/papers 1+ü%.gz");
    await aws.quiet();
    expect(events).toEqual([
      {
        Records: [
          {
            eventVersion: "2.1",
            eventSource: "aws:s3",
            awsRegion: "us-east-1",
            eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
            eventName: "ObjectCreated:Put",
            userIdentity: { principalId: "AWS:000000000000" },
            requestParameters: { sourceIPAddress: "127.0.0.1" },
            responseElements: { "x-amz-request-id": expect.any(String), "x-amz-id-2": expect.any(String) },
            s3: {
              s3SchemaVersion: "1.0",
              configurationId: "raw-data",
              bucket: {
                name: "raw",
                ownerIdentity: { principalId: "000000000000" },
                arn: "arn:aws:s3:::raw",
              },
              object: {
                key: "raw-data/2026-01-02/papers+1%2B%C3%BC%25.gz",
                size: 5,
                eTag: ETag?.replaceAll('"', ""),
                sequencer: expect.stringMatching(/^[0-9A-F]{16,}$/),
              },
            },
          },
        ],
      },
    ]);
  });

  test("tells only of the bucket, prefix and suffix that it names", async () => {
    const keys: string[] = [];
    const fn = aws.addFunction({ name: "f", handler: (event) => keys.push(JSON.stringify(event)) });
    aws.addS3Notification({ id: "n", bucket: "raw", prefix: "raw-data/", suffix: ".gz", to: fn });
    await put(aws, "raw-data/a.gz");
    await put(aws, "raw-data/a.txt");
    await put(aws, "rejects/a.gz");
    await put(aws, "raw-data/b.gz", "other");
    await aws.quiet();
    expect(keys).toHaveLength(1);
    expect(keys[0]).toContain('"key":"raw-data/a.gz"');
  });

  test("puts S3's event into a queue, from which a function gets it inside SQS's", async () => {
    const bodies: unknown[] = [];
    const queue = await aws.createQueue("uploads");
    aws.addS3Notification({ id: "n", bucket: "raw", to: queue });
    const fn = aws.addFunction({
      name: "f",
      handler: (event) => bodies.push(event),
    });
    await put(aws, "a.gz");
    aws.mapQueue({ queue, function: fn });
    await aws.quiet();
    expect(bodies).toMatchObject([
      {
        Records: [
          { eventSource: "aws:sqs", body: expect.stringContaining('"eventName":"ObjectCreated:Put"') },
        ],
      },
    ]);
  });

  test("puts EventBridge's event on a bus, key and all as they are", async () => {
    const events: unknown[] = [];
    aws.addS3Notification({ id: "n", bucket: "raw", to: aws.bus });
    const fn = aws.addFunction({ name: "f", handler: (event) => events.push(event) });
    aws.bus.addRule({
      name: "created",
      pattern: {
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: { object: { key: [{ prefix: "b " }] } },
      },
      target: fn,
    });
    await put(aws, "a.gz");
    await aws.clients.s3.send(
      new CopyObjectCommand({ Bucket: "raw", Key: "b c.gz", CopySource: "raw/a.gz" }),
    );
    await aws.quiet();
    expect(events).toEqual([
      {
        version: "0",
        id: expect.any(String),
        "detail-type": "Object Created",
        source: "aws.s3",
        account: "000000000000",
        time: expect.stringMatching(/:\d\dZ$/),
        region: "us-east-1",
        resources: ["arn:aws:s3:::raw"],
        detail: {
          version: "0",
          bucket: { name: "raw" },
          object: {
            key: "b c.gz",
            size: 5,
            etag: "5d41402abc4b2a76b9719d911017c592",
            sequencer: expect.any(String),
          },
          "request-id": expect.any(String),
          requester: "000000000000",
          "source-ip-address": "127.0.0.1",
          reason: "CopyObject",
        },
      },
    ]);
  });

  test("tries again until its target takes the event", async () => {
    let failures = 2;
    const taken: unknown[] = [];
    aws.addS3Notification({
      id: "n",
      bucket: "raw",
      to: {
        arn: "arn:flaky",
        async deliver(event) {
          if (failures-- > 0) throw new Error("busy");
          taken.push(event);
        },
      },
    });
    await put(aws, "a.gz");
    await aws.quiet();
    expect(taken).toHaveLength(1);
  });
});

test("an event that its target had not taken at the end is delivered by the next start", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "paperledger-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const first = await start({ dataDir });
  let asked = false;
  first.addS3Notification({
    id: "n",
    bucket: "raw",
    to: {
      arn: "arn:down",
      deliver() {
        asked = true;
        return Promise.reject(new Error("down"));
      },
    },
  });
  await put(first, "a.gz");
  await expect.poll(() => asked).toBe(true);
  await first.stop();

  const second = await start({ dataDir });
  onTestFinished(second.stop);
  const events: unknown[] = [];
  const fn = second.addFunction({ name: "f", handler: (event) => events.push(event) });
  second.addS3Notification({ id: "n", bucket: "raw", to: fn });
  await second.quiet();
  expect(events).toMatchObject([{ Records: [{ s3: { object: { key: "a.gz" } } }] }]);
});
