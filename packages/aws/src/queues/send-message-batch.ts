import { setTimeout as wait } from "node:timers/promises";
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { backoffMs } from "@paperledger/core/retries/backoff";
import type { RetryPolicy } from "../clients/retry-policy.ts";

/** A message that SQS did not accept, and SQS's reason. */
export interface RefusedMessage {
  /** The message's place among the bodies, from 0. */
  readonly index: number;
  readonly code: string | undefined;
  readonly reason: string | undefined;
}

export interface MessageBatch {
  readonly queueUrl: string;
  /** At most ten. */
  readonly bodies: readonly string[];
  readonly retryPolicy: RetryPolicy;
  /** Ends the waits between tries. */
  readonly stop?: AbortSignal | undefined;
}

/**
 * Sends messages in one request. Messages that fail because of SQS's own fault are sent again, up to `maxTries` times.
 *
 * @returns the messages that SQS refused in the end. Those with a fault of the sender come first. It is empty if all were accepted
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export async function sendMessageBatch(
  client: SQSClient,
  { queueUrl, bodies, retryPolicy, stop }: MessageBatch,
): Promise<readonly RefusedMessage[]> {
  let left = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  for (let tries = 1; ; tries++) {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: left }),
    );
    if (Failed.length === 0) return [];
    if (tries === retryPolicy.maxTries || Failed.some(({ SenderFault }) => SenderFault))
      return Failed.toSorted(
        (one, other) => Number(other.SenderFault ?? false) - Number(one.SenderFault ?? false),
      ).map(({ Id, Code, Message }) => ({ index: Number(Id), code: Code, reason: Message }));
    const failed = new Set(Failed.map(({ Id }) => Id));
    left = left.filter(({ Id }) => failed.has(Id));
    await wait(backoffMs(tries, retryPolicy), undefined, { signal: stop }).catch(() => undefined);
  }
}
