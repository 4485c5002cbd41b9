import { GetQueueAttributesCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Probe } from "./probe.ts";

/**
 * Asks for a queue's ARN. The permission to send cannot be probed, because the message would stay in the queue.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export const queueProbe = (
  client: SQSClient,
  { setting, queueUrl }: { readonly setting: string; readonly queueUrl: string },
): Probe => ({
  setting,
  resource: `queue ${queueUrl}`,
  actions: ["sqs:GetQueueAttributes"],
  region: () => client.config.region(),
  send: (options) =>
    client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] }), options),
});

/**
 * Receives a message of a queue and leaves it visible. Only its receive count rises, and dead-letter queues do not
 * use that count.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export const queueLookProbe = (
  client: SQSClient,
  { setting, queueUrl }: { readonly setting: string; readonly queueUrl: string },
): Probe => ({
  setting,
  resource: `queue ${queueUrl}`,
  actions: ["sqs:ReceiveMessage"],
  region: () => client.config.region(),
  send: (options) =>
    client.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 1, VisibilityTimeout: 0 }),
      options,
    ),
});
