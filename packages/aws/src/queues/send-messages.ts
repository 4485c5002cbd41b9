import type { SQSClient } from "@aws-sdk/client-sqs";
import type { RetryPolicy } from "../clients/retry-policy.ts";
import { sendMessageBatch } from "./send-message-batch.ts";

/** Thrown if messages could not be sent. It has their number, and SQS's code and message for the first of them. */
export class SendMessagesError extends Error {
  override readonly name = "SendMessagesError";
}

/** SQS's limit of messages in one request. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const PER_REQUEST = 10;
const REQUESTS_IN_FLIGHT = 8;
const RETRY_POLICY: RetryPolicy = { maxTries: 5, baseMs: 200, capMs: 3_200 };

/**
 * Sends messages, ten in a request and several requests at once. It reads `bodies` only as fast as it sends, so memory does not grow with
 * their number. A message that SQS refuses because of its own fault is sent again.
 *
 * @param onSent called after each request with the number of messages that SQS accepted
 * @throws SendMessagesError, or an error of `bodies`. Messages that were sent before stay in the queue
 * @example
 * await sendMessages(sqs, queueUrl, bodiesOf(list), (count) => progress.add(count));
 */
export async function sendMessages(
  client: SQSClient,
  queueUrl: string,
  bodies: AsyncIterable<string>,
  onSent: (messages: number) => void = () => {},
): Promise<void> {
  const underWay: Promise<void>[] = [];
  const send = async (batch: readonly string[]) => {
    const sending = sendBatch(client, queueUrl, batch).then(() => onSent(batch.length));
    // Its error is thrown when it is awaited below.
    sending.catch(() => {});
    underWay.push(sending);
    if (underWay.length >= REQUESTS_IN_FLIGHT) await underWay.shift();
  };
  let batch: string[] = [];
  for await (const body of bodies) {
    batch.push(body);
    if (batch.length < PER_REQUEST) continue;
    await send(batch);
    batch = [];
  }
  if (batch.length > 0) await send(batch);
  await Promise.all(underWay);
}

async function sendBatch(client: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<void> {
  const refused = await sendMessageBatch(client, { queueUrl, bodies, retryPolicy: RETRY_POLICY });
  const [first] = refused;
  if (first)
    throw new SendMessagesError(
      `${refused.length} messages could not be sent to ${queueUrl}: ${first.code}: ${first.reason}`,
    );
}
