import type { S3Client } from "@aws-sdk/client-s3";
import { QueueDoesNotExist, type SQSClient } from "@aws-sdk/client-sqs";
import type {
  DeadLetter,
  DeadLetterPlace,
  DeadLetterQueue,
  DeadLetters,
  ReadDeadLetters,
} from "@paperledger/core/dead-letters/dead-letters";
import { messagesIn, receiveMessages } from "../queues/queue.ts";
import { discardedBatches, discardedText } from "../streams/discarded-batches.ts";
import { aboutOf } from "./about.ts";

/** The places of a deployment's dead letters. A client is created only when its place is read. */
export interface DeadLetterSources {
  readonly sqs: () => Promise<SQSClient>;
  readonly s3: () => Promise<S3Client>;
  /** Returns the URL of a queue. Throws QueueDoesNotExist if nothing has created it yet. */
  readonly queueUrl: (place: DeadLetterQueue) => Promise<string>;
  readonly discardedBucket: string;
}

/** The most dead letters that are read. ReceiveMessage returns at most this many. */
const LOOKED_AT = 10;

/**
 * Reads dead letters without removing them. A message is received with a visibility timeout of zero, so it can be received again at once.
 * Only its receive count rises, and dead-letter queues do not use that count.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export const readDeadLetters =
  (sources: DeadLetterSources): ReadDeadLetters =>
  (place, { inside } = { inside: false }) =>
    place === "stream" ? streamBatches(sources, inside) : messages(place, sources, inside);

async function messages(
  place: DeadLetterQueue,
  { sqs: client, queueUrl }: DeadLetterSources,
  inside: boolean,
): Promise<DeadLetters> {
  const sqs = await client();
  const url = await queueUrl(place).catch((error: unknown) => {
    if (!(error instanceof QueueDoesNotExist)) throw error;
  });
  const count = url === undefined ? 0 : await messagesIn(sqs, url);
  if (url === undefined || count === 0) return deadLetters(place, 0, []);
  const received = await receiveMessages(sqs, { url, arn: "" }, LOOKED_AT, { visibleAgainInSeconds: 0 });
  const letters = received.map(({ attributes, body, messageId }) => ({
    at: new Date(Number(attributes.SentTimestamp)).toISOString(),
    about: aboutOf(body) ?? `message ${messageId}`,
    ...(inside && { text: body }),
  }));
  return deadLetters(place, count, letters);
}

async function streamBatches(
  { s3, discardedBucket }: DeadLetterSources,
  inside: boolean,
): Promise<DeadLetters> {
  let letters: readonly DeadLetter[] = [];
  let count = 0;
  for await (const { key, at } of discardedBatches(await s3(), discardedBucket)) {
    count += 1;
    letters = oldestFirst([...letters, { at, about: key }]).slice(0, LOOKED_AT);
  }
  if (!inside) return deadLetters("stream", count, letters);
  const client = await s3();
  const read = await Promise.all(
    letters.map(async (letter) => ({
      ...letter,
      text: await discardedText(client, discardedBucket, letter.about),
    })),
  );
  return deadLetters("stream", count, read);
}

function deadLetters(place: DeadLetterPlace, count: number, letters: readonly DeadLetter[]): DeadLetters {
  const some = oldestFirst(letters);
  return { place, count, oldestAt: some[0]?.at ?? null, some };
}

/** Sorts by time. SQS returns messages in any order, so messages with the same time are sorted by their file or event. */
const oldestFirst = (letters: readonly DeadLetter[]) =>
  letters.toSorted((a, b) => {
    const [one, other] = a.at === b.at ? [a.about, b.about] : [a.at, b.at];
    return one < other ? -1 : one > other ? 1 : 0;
  });
