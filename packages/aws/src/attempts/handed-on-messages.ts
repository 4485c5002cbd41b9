import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { HandedOnMessages, RunMessage } from "@paperledger/core/runs/handed-on-messages";
import { messageKey } from "./attempt-item.ts";

interface MessagesTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly now: () => Date;
}

/**
 * The number of days for which a message is remembered. SQS keeps a message for at most this time, so no queue can
 * deliver it later.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
const KEEP_SECONDS = 14 * 24 * 60 * 60;

/** Stores the messages that were handed on in the attempts table, as one item for each message. */
export const dynamoDbHandedOnMessages = ({ client, table, now }: MessagesTable): HandedOnMessages => ({
  async has(message: RunMessage, signal?: AbortSignal) {
    const command = new GetCommand({ TableName: table, Key: messageKey(message), ConsistentRead: true });
    const { Item } = await client.send(command, { ...(signal && { abortSignal: signal }) });
    return Item !== undefined;
  },
  async keep(message, signal) {
    const at = now();
    const command = new UpdateCommand({
      TableName: table,
      Key: messageKey(message),
      UpdateExpression: "SET handed_on_at = :at, expires_at = :expires",
      ExpressionAttributeValues: {
        ":at": at.toISOString(),
        ":expires": Math.ceil(at.getTime() / 1_000) + KEEP_SECONDS,
      },
    });
    await client.send(command, { ...(signal && { abortSignal: signal }) });
  },
});
