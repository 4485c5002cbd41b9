import { emulatedAt } from "@paperledger/aws/clients/clients";
import { sqsClient } from "@paperledger/aws/clients/sqs-client";
import {
  createQueue,
  messagesIn,
  type Queue,
  receiveMessages,
  sendMessage,
} from "@paperledger/aws/queues/queue";
import { type EmbeddedS3AndSqs, startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import type { SQSEvent } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { localFunction } from "../lambda/local-function.ts";
import { BatchSizeError, type QueueMappingOptions, startQueueMapping } from "./sqs-event-source-mapping.ts";

let embedded: EmbeddedS3AndSqs;
let sqs: ReturnType<typeof sqsClient>;

beforeAll(async () => {
  embedded = await startEmbeddedS3AndSqs();
  sqs = sqsClient(emulatedAt(embedded.endpoint));
});
afterAll(async () => {
  sqs.destroy();
  await embedded.stop();
});

type Handler = (bodies: readonly string[], event: SQSEvent) => unknown;

function mapTo(queue: Queue, handler: Handler = () => undefined, options: Partial<QueueMappingOptions> = {}) {
  const invocations: string[][] = [];
  const problems: Error[] = [];
  const mapping = startQueueMapping({
    sqs,
    queue,
    function: localFunction({
      name: "f",
      handler(event) {
        const given = event as SQSEvent;
        const bodies = given.Records.map(({ body }) => body);
        invocations.push(bodies);
        return handler(bodies, given);
      },
    }),
    idleDelayMs: 5,
    onProblem: (problem) => void problems.push(problem),
    ...options,
  });
  onTestFinished(() => mapping.stop());
  return { ...mapping, invocations, problems };
}

test("a function gets messages in the shape that Lambda gives them, and they are deleted", async () => {
  const queue = await createQueue(sqs, "shape");
  await sendMessage(sqs, queue.url, "hello", { kind: "greeting" });
  const events: unknown[] = [];
  const { drained } = mapTo(queue, (_bodies, event) => events.push(event));
  await drained();
  expect(events).toEqual([
    {
      Records: [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body: "hello",
          attributes: {
            ApproximateReceiveCount: "1",
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            kind: { stringValue: "greeting", stringListValues: [], binaryListValues: [], dataType: "String" },
          },
          md5OfBody: "5d41402abc4b2a76b9719d911017c592",
          md5OfMessageAttributes: expect.any(String),
          eventSource: "aws:sqs",
          eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:shape",
          awsRegion: "us-east-1",
        },
      ],
    },
  ]);
});

test("a batch holds no more messages than its size, and one runs at a time", async () => {
  const queue = await createQueue(sqs, "batches");
  for (const body of ["a", "b", "c", "d", "e"]) await sendMessage(sqs, queue.url, body);
  let running = 0;
  const { drained, invocations } = mapTo(
    queue,
    async () => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    },
    { batchSize: 2 },
  );
  await drained();
  expect(invocations).toEqual([["a", "b"], ["c", "d"], ["e"]]);
});

test("the number of batches that are handled at once reaches the cap, and never exceeds it", async () => {
  const queue = await createQueue(sqs, "cap");
  for (let nth = 0; nth < 10; nth++) await sendMessage(sqs, queue.url, String(nth));
  let running = 0;
  let most = 0;
  const three = Promise.withResolvers<void>();
  const { drained, invocations } = mapTo(
    queue,
    async () => {
      most = Math.max(most, ++running);
      if (running === 3) three.resolve();
      await three.promise;
      running--;
    },
    { batchSize: 1, maximumConcurrency: 3 },
  );
  await drained();
  expect(most).toBe(3);
  expect(invocations).toHaveLength(10);
});

test("while the disk is full, no message is received, so no receive is used up", async () => {
  const queue = await createQueue(sqs, "no-room");
  await sendMessage(sqs, queue.url, "a");
  let isFull = true;
  const receives: string[] = [];
  const { drained, problems } = mapTo(
    queue,
    (_, { Records }) => receives.push(...Records.map(({ attributes }) => attributes.ApproximateReceiveCount)),
    {
      mustHaveRoom() {
        if (isFull) throw new Error("the disk is full");
      },
    },
  );
  await expect.poll(() => problems.length, { timeout: 5_000 }).toBeGreaterThan(1);
  expect(receives).toEqual([]);
  isFull = false;
  await drained();
  expect(receives).toEqual(["1"]);
});

describe("a message on which the function fails", () => {
  test("is visible again after the delay for its number of receives", async () => {
    const queue = await createQueue(sqs, "delays", { VisibilityTimeout: "900" });
    await sendMessage(sqs, queue.url, "a");
    const asked: number[] = [];
    const { drained, invocations } = mapTo(
      queue,
      () => {
        if (invocations.length < 3) throw new Error("not yet");
      },
      {
        retryDelaySeconds(receives) {
          asked.push(receives);
          return 0;
        },
      },
    );
    await drained();
    expect(asked).toEqual([1, 2]);
    expect(invocations).toEqual([["a"], ["a"], ["a"]]);
  });

  const shortlyInvisible = { VisibilityTimeout: "0" };

  test("is visible again with its whole batch if the function throws", async () => {
    const queue = await createQueue(sqs, "throws", shortlyInvisible);
    for (const body of ["a", "b"]) await sendMessage(sqs, queue.url, body);
    let fail = true;
    const { drained, invocations, problems } = mapTo(queue, () => {
      if (!fail) return;
      fail = false;
      throw new Error("not yet");
    });
    await drained();
    expect(invocations.map((bodies) => bodies.toSorted())).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(problems).toMatchObject([{ name: "InvocationFailedError" }]);
  });

  test("is visible again alone if the function reports it", async () => {
    const queue = await createQueue(sqs, "reports", shortlyInvisible);
    for (const body of ["a", "bad", "c"]) await sendMessage(sqs, queue.url, body);
    let fail = true;
    const { drained, invocations, problems } = mapTo(
      queue,
      (_bodies, { Records }) => {
        const failed = Records.filter(({ body }) => fail && body === "bad");
        fail = false;
        return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
      { reportBatchItemFailures: true },
    );
    await drained();
    expect(invocations).toEqual([["a", "bad", "c"], ["bad"]]);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^f reported failure of message \S+ \(receive 1\)$/),
    ]);
  });

  test("is visible again with its whole batch if the report names a message that is not in the batch", async () => {
    const queue = await createQueue(sqs, "misreports", shortlyInvisible);
    await sendMessage(sqs, queue.url, "a");
    let fail = true;
    const { drained, invocations } = mapTo(
      queue,
      () => {
        const response = { batchItemFailures: fail ? [{ itemIdentifier: "other" }] : [] };
        fail = false;
        return response;
      },
      { reportBatchItemFailures: true },
    );
    await drained();
    expect(invocations).toEqual([["a"], ["a"]]);
  });

  test("goes to the dead-letter queue by the queue's own redrive policy", async () => {
    const deadLetters = await createQueue(sqs, "dead-letters");
    const queue = await createQueue(sqs, "redrives", {
      ...shortlyInvisible,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 2 }),
    });
    await sendMessage(sqs, queue.url, "bad");
    const { drained, invocations } = mapTo(queue, () => {
      throw new Error("never");
    });
    await drained();
    expect(invocations).toEqual([["bad"], ["bad"]]);
    expect(await receiveMessages(sqs, deadLetters, 10)).toMatchObject([{ body: "bad" }]);
  });
});

test("stopping waits for the invocation in flight, whose messages are deleted", async () => {
  const queue = await createQueue(sqs, "stops");
  await sendMessage(sqs, queue.url, "a");
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { stop, invocations } = mapTo(queue, () => held);
  await expect.poll(() => invocations).toEqual([["a"]]);
  const stopped = stop();
  release();
  await stopped;
  expect(await messagesIn(sqs, queue.url)).toBe(0);
});

test("a queue that cannot be read is reported, and read again later", async () => {
  const queue = await createQueue(sqs, "appears");
  const gone = { ...queue, url: `${embedded.endpoint}/000000000000/no-such-queue` };
  const { problems } = mapTo(gone);
  await expect.poll(() => problems.length, { timeout: 5_000 }).toBeGreaterThan(1);
  expect(problems[0]?.message).toMatch(/queue appears cannot be read just now/);
});

test.each([0, 11, 1.5])("a batch size of %s is an error", async (batchSize) => {
  const queue = await createQueue(sqs, "sizes");
  expect(() => mapTo(queue, undefined, { batchSize })).toThrow(BatchSizeError);
});
