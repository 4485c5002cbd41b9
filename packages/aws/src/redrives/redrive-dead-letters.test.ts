import { DeleteMessageBatchCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test, vi } from "vitest";
import { redriveDeadLetters } from "./redrive-dead-letters.ts";

const QUEUE = { url: "https://sqs.us-east-1.amazonaws.com/1/dead", arn: "arn:aws:sqs:us-east-1:1:dead" };

const ATTRIBUTES = {
  SenderId: "1",
  SentTimestamp: "1",
  ApproximateReceiveCount: "1",
  ApproximateFirstReceiveTimestamp: "1",
};

/** Returns a queue with one event, and the commands in the order in which they came. */
function deadLetter(handOver: () => Promise<unknown>, stop = new AbortController().signal) {
  const commands: string[] = [];
  const sqs = new SQSClient({ region: "us-east-1" });
  vi.spyOn(sqs, "send").mockImplementation(async (command: unknown) => {
    if (command instanceof GetQueueAttributesCommand)
      return { Attributes: { ApproximateNumberOfMessages: "1" } };
    if (command instanceof DeleteMessageBatchCommand) {
      commands.push("deleted");
      return {};
    }
    const message = {
      MessageId: "1",
      ReceiptHandle: "1",
      Body: '{"detail":{}}',
      MD5OfBody: "",
      Attributes: ATTRIBUTES,
    };
    return { Messages: [message] };
  });
  const redrive = () =>
    redriveDeadLetters({
      sqs,
      queue: QUEUE,
      stop,
      async handOver() {
        commands.push("handed over");
        await handOver();
      },
    });
  return { redrive, commands };
}

test("a dead letter is deleted only after its event is handed over", async () => {
  const { redrive, commands } = deadLetter(async () => ({}));
  expect(await redrive()).toEqual({ redriven: 1, unreadable: 0 });
  expect(commands).toEqual(["handed over", "deleted"]);
});

test("a dead letter stays in the queue if its event cannot be handed over", async () => {
  const { redrive, commands } = deadLetter(() => Promise.reject(new Error("throttled")));
  await expect(redrive()).rejects.toThrow("throttled");
  expect(commands).toEqual(["handed over"]);
});

test("after a stop, no dead letter is handed over", async () => {
  const { redrive, commands } = deadLetter(async () => ({}), AbortSignal.abort());
  expect(await redrive()).toEqual({ redriven: 0, unreadable: 0 });
  expect(commands).toEqual([]);
});
