import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { QueueDepth } from "@paperledger/core/status/processor-queues";
import * as z from "zod";
import { type LambdaQueueRecord, lambdaQueueRecord } from "./lambda-queue-record.ts";

export interface Queue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
}

/** Thrown if some received messages could not be deleted. They will be received again. */
export class DeleteMessagesError extends Error {
  override readonly name = "DeleteMessagesError";
}

const attributesSchema = z.lazy(() => z.object({ QueueArn: z.string() }));
const countSchema = z.lazy(() => z.coerce.number().int());

/** Creates a queue, or finds the queue with this name. Attributes are SQS's own, such as `RedrivePolicy`. */
export async function createQueue(
  sqs: SQSClient,
  name: string,
  attributes: Readonly<Partial<Record<QueueAttributeName, string>>> = {},
): Promise<Queue> {
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes } }),
  );
  return queueAt(sqs, z.string().parse(QueueUrl));
}

/** Returns the URL of a queue. @throws QueueDoesNotExist */
export const queueUrlOf = async (sqs: SQSClient, name: string): Promise<string> =>
  z.string().parse((await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl);

/** Returns the queue with a URL. */
export async function queueAt(sqs: SQSClient, url: string): Promise<Queue> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
  );
  const arn = attributesSchema.parse(Attributes).QueueArn;
  return { name: arn.split(":").at(-1) ?? "", url, arn };
}

/** Sends one message, with text attributes if given, and returns its id. */
export async function sendMessage(
  sqs: SQSClient,
  queueUrl: string,
  body: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { MessageId } = await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
      ),
    }),
  );
  return z.string().parse(MessageId);
}

export interface ReceiveOptions {
  /** Aborts the request. */
  readonly abortSignal?: AbortSignal | undefined;
  /** The time until the messages are visible again. With 0, they stay visible. The default is the queue's own visibility timeout. */
  readonly visibleAgainInSeconds?: number;
  /** The time to wait for a message if the queue is empty, at most 20 seconds. The default is not to wait. */
  readonly waitSeconds?: number;
}

/**
 * Receives up to `max` visible messages, at most 10. Returns them in the form in which Lambda gives them to a function.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
 */
export async function receiveMessages(
  sqs: SQSClient,
  queue: Pick<Queue, "url" | "arn">,
  max: number,
  { abortSignal, visibleAgainInSeconds, waitSeconds }: ReceiveOptions = {},
): Promise<readonly LambdaQueueRecord[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queue.url,
      MaxNumberOfMessages: max,
      ...(visibleAgainInSeconds !== undefined && { VisibilityTimeout: visibleAgainInSeconds }),
      ...(waitSeconds !== undefined && { WaitTimeSeconds: waitSeconds }),
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    }),
    { ...(abortSignal && { abortSignal }) },
  );
  return Messages.map((message) => lambdaQueueRecord(message, queue.arn));
}

/** Deletes up to 10 received messages. @throws DeleteMessagesError if some could not be deleted */
export async function deleteMessages(
  sqs: SQSClient,
  queueUrl: string,
  messages: readonly LambdaQueueRecord[],
): Promise<void> {
  if (messages.length === 0) return;
  const { Failed = [] } = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: messages.map(({ receiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
      })),
    }),
  );
  if (Failed.length > 0)
    throw new DeleteMessagesError(
      `${Failed.length} of ${messages.length} messages of ${queueUrl} could not be deleted: ${Failed[0]?.Message}`,
    );
}

/** Makes a received message visible again after a number of seconds, from 0 to 43,200. */
export async function showAgain(
  sqs: SQSClient,
  queueUrl: string,
  { receiptHandle }: Pick<LambdaQueueRecord, "receiptHandle">,
  inSeconds: number,
): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: inSeconds,
    }),
  );
}

/** Returns the number of messages in a queue: visible, in flight and delayed. */
export async function messagesIn(sqs: SQSClient, queueUrl: string): Promise<number> {
  const { waiting, inFlight } = await depthOf(sqs, queueUrl);
  return waiting + inFlight;
}

/** Returns the number of waiting messages and of messages in flight. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export async function depthOf(sqs: SQSClient, queueUrl: string): Promise<QueueDepth> {
  const names = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
  ] as const;
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
  );
  const [visible, inFlight, delayed] = names.map((name) => countSchema.parse(Attributes[name] ?? 0));
  return { waiting: (visible ?? 0) + (delayed ?? 0), inFlight: inFlight ?? 0 };
}
