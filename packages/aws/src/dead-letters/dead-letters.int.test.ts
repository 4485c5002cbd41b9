import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { type EmbeddedS3AndSqs, startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emulatedAt } from "../clients/clients.ts";
import { s3Client } from "../clients/s3-client.ts";
import { sqsClient } from "../clients/sqs-client.ts";
import { createQueue, messagesIn, queueUrlOf, receiveMessages, sendMessage } from "../queues/queue.ts";
import { putDiscardedBatch } from "../streams/discarded-batch-store.ts";
import { readDeadLetters } from "./dead-letters.ts";

let embedded: EmbeddedS3AndSqs;
let sqs: SQSClient;
let s3: S3Client;
beforeAll(async () => {
  embedded = await startEmbeddedS3AndSqs();
  embedded.createBucket("discarded");
  sqs = sqsClient(emulatedAt(embedded.endpoint));
  s3 = s3Client(emulatedAt(embedded.endpoint));
});
afterAll(async () => {
  sqs.destroy();
  s3.destroy();
  await embedded.stop();
});

const read = (queue: string) =>
  readDeadLetters({
    sqs: async () => sqs,
    s3: async () => s3,
    queueUrl: () => queueUrlOf(sqs, queue),
    discardedBucket: "discarded",
  });

const notification = (key: string) => JSON.stringify({ Records: [{ s3: { object: { key } } }] });

test("a queue that does not exist yet, or is empty, has no dead letters", async () => {
  const none = { count: 0, oldestAt: null, some: [] };
  expect(await read("absent")("uploads")).toEqual({ place: "uploads", ...none });
  await createQueue(sqs, "empty");
  expect(await read("empty")("deliveries")).toEqual({ place: "deliveries", ...none });
});

test("dead letters are read, and each message can be received afterwards as before", async () => {
  const { url, arn } = await createQueue(sqs, "letters");
  const bodies = [
    notification("raw-data/a+b%C3%A9.gz"),
    JSON.stringify({ requestContext: {}, requestPayload: { detail: { metadata: { event_id: "run:7" } } } }),
    "no JSON",
  ];
  for (const body of bodies) await sendMessage(sqs, url, body);
  const { count, oldestAt, some } = await read("letters")("uploads");
  expect(count).toBe(3);
  expect(some.map(({ about }) => about).toSorted()).toEqual([
    expect.stringMatching(/^message /),
    "raw-data/a bé.gz",
    "run:7",
  ]);
  expect(some.some((letter) => "text" in letter)).toBe(false);
  const inside = await read("letters")("uploads", { inside: true });
  expect(inside.some.map(({ text }) => text).toSorted()).toEqual(bodies.toSorted());
  expect(oldestAt).toBe(some[0]?.at);
  expect(Math.abs(Date.now() - Date.parse(oldestAt ?? ""))).toBeLessThan(600_000);
  expect(await messagesIn(sqs, url)).toBe(3);
  expect(await receiveMessages(sqs, { url, arn }, 10)).toHaveLength(3);
});

test("discarded stream batches are listed by their keys", async () => {
  const batch = { mappingId: "m", shardId: "s", record: {} };
  const [id, later] = ["0a", "0b"];
  for (const [each, second] of [
    [id, 1],
    [later, 2],
  ] as const)
    await putDiscardedBatch(s3, "discarded", {
      ...batch,
      id: each,
      discardedAt: `2024-01-02T00:00:0${second}.000Z`,
    });
  const { count, some } = await read("absent")("stream");
  expect(count).toBe(2);
  expect(some.map(({ about }) => about.slice(-2)).toSorted()).toEqual([id, later]);
  const inside = await read("absent")("stream", { inside: true });
  expect(inside.some.map(({ text }) => JSON.parse(text ?? ""))).toMatchObject([batch.record, batch.record]);
});
