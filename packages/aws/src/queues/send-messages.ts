import { setTimeout as wait } from "node:timers/promises";
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** Messages could not be sent. The message says how many, and what SQS said of the first. */
export class SendMessagesError extends Error {
  override readonly name = "SendMessagesError";
}

/** The most that SQS takes in one request. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const PER_REQUEST = 10;
const REQUESTS_IN_FLIGHT = 8;
const TRIES = 5;
const FIRST_DELAY_MS = 200;

/**
 * Sends messages, ten in a request and some requests at once. No more of `bodies` is read than is on its way, so memory stays the
 * same however many there are. Entries that SQS refuses for a fault of its own are sent again.
 *
 * @param onSent called with the number of messages of each request that SQS took
 * @throws SendMessagesError, and whatever `bodies` throws; messages that were sent stay sent
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
  let left = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  for (let tries = 1; ; tries++) {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: left }),
    );
    if (Failed.length === 0) return;
    const [first] = Failed;
    if (tries === TRIES || Failed.some(({ SenderFault }) => SenderFault))
      throw new SendMessagesError(
        `${Failed.length} messages could not be sent to ${queueUrl}: ${first?.Code}: ${first?.Message}`,
      );
    const failed = new Set(Failed.map(({ Id }) => Id));
    left = left.filter(({ Id }) => failed.has(Id));
    await wait(FIRST_DELAY_MS * 2 ** (tries - 1));
  }
}
