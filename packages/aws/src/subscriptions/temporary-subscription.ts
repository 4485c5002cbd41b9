import {
  DeleteRuleCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { DeleteQueueCommand, type SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import type { LambdaQueueRecord } from "../queues/lambda-queue-record.ts";
import { createQueue, deleteMessages, type Queue, receiveMessages } from "../queues/queue.ts";

export interface SubscriptionOptions {
  readonly sqs: SQSClient;
  readonly eventBridge: EventBridgeClient;
  readonly busName: string;
  /** The name of the rule and of the queue: up to 64 letters, digits, `-` and `_`. */
  readonly name: string;
  /** In EventBridge's pattern language. */
  readonly pattern: object;
  readonly description: string;
}

/** A rule or queue that could not be removed. */
export interface Leftover {
  readonly resource: string;
  readonly why: string;
}

/** A queue with the events of a bus that match a pattern, until it is removed. */
export interface TemporarySubscription {
  readonly queueArn: string;
  /** Waits up to 20 seconds for messages. Returns up to 10 messages, or an empty list. */
  receive(signal: AbortSignal): Promise<readonly LambdaQueueRecord[]>;
  /** Deletes received messages. A message that is not deleted is received again after {@link COMES_AGAIN_SECONDS}. */
  done(messages: readonly LambdaQueueRecord[]): Promise<void>;
  /** Removes the rule and the queue. Returns the resources that could not be removed. Never throws. */
  remove(): Promise<readonly Leftover[]>;
}

/** A message that was received and not deleted is received again after this time. */
export const COMES_AGAIN_SECONDS = 30;

const LONG_POLL_SECONDS = 20;

/** The time for which the queue keeps messages. It is longer than a user watches the screen. SQS does not charge for stored messages, so a forgotten queue costs nothing. */
const RETENTION_SECONDS = 3_600;

const TARGET_ID = "queue";

/** Thrown if the bus refuses the queue as a target. */
class TargetRefusedError extends Error {
  override readonly name = "TargetRefusedError";
}

/**
 * Creates a rule on a bus, and a queue that gets the events of the rule. If one of them cannot be created, removes the other. The error
 * then names the resources that could not be removed.
 *
 * @throws TargetRefusedError, or the SDK's own error
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
 */
export async function openTemporarySubscription(
  options: SubscriptionOptions,
): Promise<TemporarySubscription> {
  const { sqs, eventBridge, busName: EventBusName, name, pattern, description } = options;
  const RuleArn = z.string().parse(
    (
      await eventBridge.send(
        new PutRuleCommand({
          Name: name,
          EventBusName,
          EventPattern: JSON.stringify(pattern),
          Description: description,
        }),
      )
    ).RuleArn,
  );
  let queue: Queue | undefined;
  const remove = () => removeAll(options, queue);
  try {
    queue = await createQueue(sqs, name, {
      ReceiveMessageWaitTimeSeconds: String(LONG_POLL_SECONDS),
      VisibilityTimeout: String(COMES_AGAIN_SECONDS),
      MessageRetentionPeriod: String(RETENTION_SECONDS),
      Policy: queuePolicy(RuleArn, name),
    });
    const Targets = [{ Id: TARGET_ID, Arn: queue.arn }];
    const { FailedEntries = [] } = await eventBridge.send(
      new PutTargetsCommand({ Rule: name, EventBusName, Targets }),
    );
    const [refused] = FailedEntries;
    if (refused) throw new TargetRefusedError(`${refused.ErrorCode}: ${refused.ErrorMessage}`);
  } catch (error) {
    const leftovers = await remove();
    if (leftovers.length === 0) throw error;
    throw new AggregateError([error], `${messageOf(error)}; ${leftoversText(leftovers)}`, { cause: error });
  }
  const { url, arn } = queue;
  return {
    queueArn: arn,
    receive: (abortSignal) => receiveMessages(sqs, { url, arn }, 10, { abortSignal }),
    done: (messages) => deleteMessages(sqs, url, messages),
    remove,
  };
}

/** Returns leftovers as text: `left over: rule x (AccessDenied: ...), queue y (...)`. */
export const leftoversText = (leftovers: readonly Leftover[]): string =>
  `left over: ${leftovers.map(({ resource, why }) => `${resource} (${why})`).join(", ")}`;

async function removeAll(
  { sqs, eventBridge, busName: EventBusName, name }: SubscriptionOptions,
  queue: Queue | undefined,
): Promise<readonly Leftover[]> {
  const leftovers: Leftover[] = [];
  const attempt = async (resource: string, removal: () => Promise<unknown>) => {
    await removal().catch((error: unknown) => leftovers.push({ resource, why: messageOf(error) }));
  };
  await attempt(`rule ${name} on bus ${EventBusName}`, async () => {
    if (queue)
      await eventBridge.send(new RemoveTargetsCommand({ Rule: name, EventBusName, Ids: [TARGET_ID] }));
    await eventBridge.send(new DeleteRuleCommand({ Name: name, EventBusName }));
  });
  const url = queue?.url;
  if (url !== undefined)
    await attempt(`queue ${url}`, () => sqs.send(new DeleteQueueCommand({ QueueUrl: url })));
  return leftovers;
}

const messageOf = (error: unknown) =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** Returns a policy that lets EventBridge send to the queue, only for this rule. The queue is in the rule's account and region. */
function queuePolicy(ruleArn: string, queueName: string): string {
  const [, partition, , region, account] = ruleArn.split(":");
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: `arn:${partition}:sqs:${region}:${account}:${queueName}`,
        Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
      },
    ],
  });
}
