import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emulatedAt } from "../clients/clients.ts";
import { sqsClient } from "../clients/sqs-client.ts";
import {
  createQueue,
  DeleteMessagesError,
  deleteMessages,
  messagesIn,
  receiveMessages,
  sendMessage,
  showAgain,
} from "./queue.ts";

let sqs: SQSClient;
let endpoint: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  const embedded = await startEmbeddedS3AndSqs();
  endpoint = embedded.endpoint;
  sqs = sqsClient(emulatedAt(endpoint));
  stop = embedded.stop;
});
afterAll(async () => {
  sqs.destroy();
  await stop();
});

test("creating a queue again finds it", async () => {
  const queue = await createQueue(sqs, "again", { VisibilityTimeout: "5" });
  expect(queue).toMatchObject({ name: "again", arn: "arn:aws:sqs:us-east-1:000000000000:again" });
  expect(await createQueue(sqs, "again")).toEqual(queue);
});

test("a message counts until it is deleted, also while it is in flight", async () => {
  const queue = await createQueue(sqs, "counts");
  const messageId = await sendMessage(sqs, queue.url, "hello");
  expect(await messagesIn(sqs, queue.url)).toBe(1);
  const received = await receiveMessages(sqs, queue, 10);
  expect(received).toMatchObject([{ messageId, body: "hello" }]);
  expect(await receiveMessages(sqs, queue, 10)).toEqual([]);
  expect(await messagesIn(sqs, queue.url)).toBe(1);
  await deleteMessages(sqs, queue.url, received);
  expect(await messagesIn(sqs, queue.url)).toBe(0);
});

test("a receive returns at most the requested number of messages", async () => {
  const queue = await createQueue(sqs, "some");
  for (const body of ["a", "b", "c"]) await sendMessage(sqs, queue.url, body);
  expect(await receiveMessages(sqs, queue, 2)).toHaveLength(2);
});

test("binary attributes come in base64", async () => {
  const queue = await createQueue(sqs, "binary");
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queue.url,
      MessageBody: "x",
      MessageAttributes: { bytes: { DataType: "Binary", BinaryValue: Buffer.from("hi") } },
    }),
  );
  const [message] = await receiveMessages(sqs, queue, 1);
  expect(message?.messageAttributes).toEqual({
    bytes: { binaryValue: "aGk=", stringListValues: [], binaryListValues: [], dataType: "Binary" },
  });
});

test("deleting an empty list sends no request", async () => {
  await deleteMessages(sqs, "http://127.0.0.1:9/no-such-queue", []);
});

test("a message that the queue does not delete is an error", async () => {
  const refusing = sqsClient(emulatedAt(endpoint));
  refusing.middlewareStack.add(
    (next, context) => async (args) => {
      const answered = await next(args);
      if (context.commandName === "DeleteMessageBatchCommand")
        Object.assign(answered.output, { Failed: [{ Id: "0", Message: "busy" }] });
      return answered;
    },
    { step: "initialize" },
  );
  const queue = await createQueue(refusing, "refuses");
  await sendMessage(refusing, queue.url, "a");
  const received = await receiveMessages(refusing, queue, 1);
  const deleting = deleteMessages(refusing, queue.url, received);
  await expect(deleting).rejects.toThrow(DeleteMessagesError);
  await expect(deleting).rejects.toThrow(/1 of 1 messages .* busy/);
  refusing.destroy();
});

test("a message that is shown again is received once more, and counts both receives", async () => {
  const queue = await createQueue(sqs, "shown-again");
  await sendMessage(sqs, queue.url, "hello");
  const [message] = await receiveMessages(sqs, queue, 1);
  if (!message) throw new Error("one message expected");
  expect(await receiveMessages(sqs, queue, 1)).toEqual([]);
  await showAgain(sqs, queue.url, message, 0);
  expect(await receiveMessages(sqs, queue, 1)).toMatchObject([
    { messageId: message.messageId, attributes: { ApproximateReceiveCount: "2" } },
  ]);
});
