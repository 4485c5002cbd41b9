import { setTimeout as wait } from "node:timers/promises";
import type { LambdaQueueRecord } from "@paperledger/aws/queues/lambda-queue-record";
import { deleteMessages, messagesIn, type Queue, receiveMessages } from "@paperledger/aws/queues/queue";
import type { Sqs } from "../clients.ts";
import { failedItems } from "../lambda/batch-response.ts";
import { InvocationFailedError } from "../lambda/invocation-record.ts";
import type { LocalFunction } from "../lambda/local-function.ts";
import type { OnProblem } from "../on-problem.ts";

export interface QueueMappingOptions {
  readonly sqs: Sqs;
  readonly queue: Queue;
  readonly function: LocalFunction;
  /** From 1 to 10, which is what SQS gives at once. */
  readonly batchSize?: number;
  readonly reportBatchItemFailures?: boolean;
  /** The wait before the next look at a queue that was empty. */
  readonly idleDelayMs?: number;
  readonly onProblem: OnProblem;
}

export interface QueueMapping {
  /** Resolves when the queue holds no message: none visible, in flight or delayed. */
  drained(): Promise<void>;
  /** Stops receiving and waits for the invocation under way. */
  stop(): Promise<void>;
}

/** The batch size is not one that a queue mapping can have. */
export class BatchSizeError extends Error {
  override readonly name = "BatchSizeError";
}

const AFTER_ERROR_MS = 500;

/**
 * Starts an event source mapping from a queue to a function, one batch at a time. What the function handled is deleted;
 * what it failed on is seen again when the queue's visibility timeout is over, and goes to the dead letter queue by the
 * queue's own redrive policy.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 * @throws BatchSizeError
 */
export function startQueueMapping({
  sqs,
  queue,
  function: fn,
  batchSize = 10,
  reportBatchItemFailures = false,
  idleDelayMs = 100,
  onProblem,
}: QueueMappingOptions): QueueMapping {
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 10)
    throw new BatchSizeError(`a batch of ${batchSize} messages: give from 1 to 10`);
  const stopping = new AbortController();
  const { signal } = stopping;

  async function pollOnce(): Promise<number> {
    const messages = await receiveMessages(sqs, queue, batchSize);
    if (messages.length > 0) await deleteMessages(sqs, queue.url, await handled(messages));
    return messages.length;
  }

  async function handled(messages: readonly LambdaQueueRecord[]): Promise<readonly LambdaQueueRecord[]> {
    const outcome = await fn.invoke({ Records: messages });
    if (outcome.kind === "failed") {
      const [first] = messages;
      onProblem(
        new InvocationFailedError(fn.name, first?.messageId ?? "", receiveCount(first), outcome.error),
      );
      return [];
    }
    if (!reportBatchItemFailures) return messages;
    const failed = failedItems(
      outcome.payload,
      messages.map(({ messageId }) => messageId),
    );
    if (failed === "all") return [];
    return messages.filter(({ messageId }) => !failed.has(messageId));
  }

  async function poll(): Promise<void> {
    while (!signal.aborted) {
      const received = await pollOnce().catch((cause) => {
        onProblem(new Error(`queue ${queue.name} cannot be read just now: trying again`, { cause }));
        return undefined;
      });
      if (received) continue;
      await pause(received === undefined ? AFTER_ERROR_MS : idleDelayMs);
    }
  }

  const pause = (ms: number) => wait(ms, undefined, { signal }).catch(() => undefined);

  const polling = poll();
  return {
    async drained() {
      while (!signal.aborted && (await messagesIn(sqs, queue.url)) > 0) await pause(idleDelayMs);
    },
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

const receiveCount = (message: LambdaQueueRecord | undefined): number =>
  Number(message?.attributes.ApproximateReceiveCount ?? 1);
