// Handles the events of the queue, until Ctrl-C. With --once, until the queue is empty.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { consumeOnce, parseEventText } from "@paperledger/events/consumer";
import { dynamoDbClaims, dynamoDbPaperItems } from "@paperledger/events/dynamodb";
import { embedder } from "./embedder.ts";
import { queueNamed } from "./queues.ts";
import { MAX_RECEIVES, SETTINGS } from "./settings.ts";
import { openVectorIndex } from "./vector-index.ts";
import { vectorize } from "./vectorize.ts";

const isOnce = process.argv.includes("--once");
const sqs = new SQSClient();
const client = DynamoDBDocumentClient.from(new DynamoDBClient());
const queue = await queueNamed(sqs, SETTINGS.name);
const deadLetters = await queueNamed(sqs, SETTINGS.deadLettersName);
const store = dynamoDbClaims({ client, table: SETTINGS.claimsTable });
const index = openVectorIndex(SETTINGS.indexFile, embedder);
const parts = { read: dynamoDbPaperItems({ client, table: SETTINGS.papersTable }), embedder, index };

async function handle(body: string): Promise<string> {
  const parsed = parseEventText(body);
  if (parsed.kind === "other-source") return `skipped: an event of ${parsed.source}`;
  if (parsed.kind === "unknown-type") return `skipped: ${parsed.detailType}`;
  if (parsed.kind === "other-version")
    throw new Error(`${parsed.detailType} is of another version: update @paperledger/events`);
  if (parsed.kind === "invalid") throw new Error(parsed.problem);
  const { event } = parsed;
  const { event_id } = event.detail.metadata;
  if (event["detail-type"] !== "paper-batch.batch-done") return `skipped: ${event_id}`;
  let done = "";
  const outcome = await consumeOnce(event_id, { store }, async () => {
    done = await vectorize(event, parts);
  });
  return `${event_id}: ${outcome === "repeat" ? "handled before" : done}`;
}

/**
 * A message that fails is delivered again after the queue's visibility timeout. After {@link MAX_RECEIVES} failures it goes to the
 * dead letters, with the cause.
 */
async function failed({ Body, Attributes }: Message, error: unknown): Promise<boolean> {
  const cause = error instanceof Error ? error.message : String(error);
  const receives = Number(Attributes?.ApproximateReceiveCount);
  console.error(`failed (${receives} of ${MAX_RECEIVES}): ${cause}`);
  if (receives < MAX_RECEIVES) return false;
  const ERROR_MESSAGE = { DataType: "String", StringValue: cause.slice(0, 1_000) };
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: deadLetters.url,
      MessageBody: Body,
      MessageAttributes: { ERROR_MESSAGE },
    }),
  );
  return true;
}

const stopping = new AbortController();
process.on("SIGINT", () => stopping.abort());
process.on("SIGTERM", () => stopping.abort());
while (!stopping.signal.aborted) {
  const { Messages = [] } = await sqs
    .send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: isOnce ? 1 : 20,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      }),
      { abortSignal: stopping.signal },
    )
    .catch((error: unknown) => {
      if (stopping.signal.aborted) return { Messages: [] };
      throw error;
    });
  if (isOnce && Messages.length === 0) break;
  for (const message of Messages) {
    const isDone = await handle(message.Body ?? "").then(
      (said) => {
        console.log(said);
        return true;
      },
      (error: unknown) => failed(message, error),
    );
    if (isDone)
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: message.ReceiptHandle }));
  }
}
index.close();
