import { setTimeout as wait } from "node:timers/promises";
import type { LambdaQueueRecord } from "@paperledger/aws/queues/lambda-queue-record";
import {
  deleteMessages,
  messagesIn,
  type Queue,
  receiveMessages,
  showAgain,
} from "@paperledger/aws/queues/queue";
import type { Sqs } from "../clients.ts";
import { failedItems } from "../lambda/batch-response.ts";
import { InvocationFailedError } from "../lambda/invocation-record.ts";
import type { LocalFunction } from "../lambda/local-function.ts";
import { asError, type OnProblem } from "../on-problem.ts";

export interface QueueMappingOptions {
  readonly sqs: Sqs;
  readonly queue: Queue;
  readonly function: LocalFunction;
  /** From 1 to 10, which is the most that SQS returns at once. */
  readonly batchSize?: number;
  /** The most batches at the same time. AWS allows 2 to 1,000. Here 1 is possible too. */
  readonly maximumConcurrency?: number;
  readonly reportBatchItemFailures?: boolean;
  /**
   * Returns after how many seconds a failed message is visible again, given how often it was received. On AWS, and without this
   * function, it is visible again after the queue's visibility timeout.
   */
  readonly retryDelaySeconds?: (receives: number) => number;
  /** Throws if the disk is full. Then no messages are received, so that no receive is used up. */
  readonly mustHaveRoom?: () => void;
  /** The wait between two checks whether the queue is drained. */
  readonly idleDelayMs?: number;
  readonly onProblem: OnProblem;
}

export interface QueueMapping {
  /** Resolves when the queue has no messages: none visible, in flight or delayed. */
  drained(): Promise<void>;
  /** Stops receiving, and waits for the invocations in progress. */
  stop(): Promise<void>;
}

/** Thrown for a batch size that a queue mapping cannot have. */
export class BatchSizeError extends Error {
  override readonly name = "BatchSizeError";
}

const AFTER_ERROR_MS = 500;

/** A request waits this long for a message, because asking an empty queue without a wait would keep a CPU core busy. */
const WAIT_SECONDS = 1;

/**
 * Starts an event source mapping from a queue to a function. A handled message is deleted. A failed message is visible again later.
 * The queue's redrive policy decides when it goes to the dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 * @throws BatchSizeError
 */
export function startQueueMapping({
  sqs,
  queue,
  function: fn,
  batchSize = 10,
  maximumConcurrency = 1,
  reportBatchItemFailures = false,
  retryDelaySeconds,
  mustHaveRoom = () => {},
  idleDelayMs = 100,
  onProblem,
}: QueueMappingOptions): QueueMapping {
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 10)
    throw new BatchSizeError(`a batch of ${batchSize} messages: give from 1 to 10`);
  const stopping = new AbortController();
  const { signal } = stopping;
  const underWay = new Set<Promise<void>>();

  async function poll(): Promise<void> {
    while (!signal.aborted) {
      if (underWay.size >= maximumConcurrency) {
        await Promise.race(underWay);
        continue;
      }
      const messages = await receive();
      if (messages && messages.length > 0) begin(messages);
      else if (messages === undefined) await pause(AFTER_ERROR_MS);
    }
    await Promise.all(underWay);
  }

  /** Returns undefined if the queue cannot be read at the moment. */
  async function receive(): Promise<readonly LambdaQueueRecord[] | undefined> {
    try {
      mustHaveRoom();
    } catch (error) {
      onProblem(asError(error));
      return undefined;
    }
    const options = { abortSignal: signal, waitSeconds: WAIT_SECONDS };
    return receiveMessages(sqs, queue, batchSize, options).catch((cause) => {
      if (signal.aborted) return [];
      onProblem(new Error(`queue ${queue.name} cannot be read just now: trying again`, { cause }));
      return undefined;
    });
  }

  function begin(messages: readonly LambdaQueueRecord[]): void {
    const handling = handle(messages)
      .catch((cause) => {
        onProblem(new Error(`messages of queue ${queue.name} may be delivered again`, { cause }));
      })
      .finally(() => underWay.delete(handling));
    underWay.add(handling);
  }

  async function handle(messages: readonly LambdaQueueRecord[]): Promise<void> {
    const failed = await failedOf(messages);
    await deleteMessages(
      sqs,
      queue.url,
      messages.filter((message) => !failed.includes(message)),
    );
    // If the stop has interrupted the invocation, its failure does not count against the messages.
    if (!retryDelaySeconds || signal.aborted) return;
    for (const message of failed)
      await showAgain(sqs, queue.url, message, retryDelaySeconds(receiveCount(message)));
  }

  /** Invokes the function and returns the messages that failed. */
  async function failedOf(messages: readonly LambdaQueueRecord[]): Promise<readonly LambdaQueueRecord[]> {
    const outcome = await fn.invoke({ Records: messages });
    if (outcome.kind === "failed") {
      const [first] = messages;
      if (!signal.aborted)
        onProblem(
          new InvocationFailedError(fn.name, first?.messageId ?? "", receiveCount(first), outcome.error),
        );
      return messages;
    }
    if (!reportBatchItemFailures) return [];
    const failed = failedItems(
      outcome.payload,
      messages.map(({ messageId }) => messageId),
    );
    const failing = failed === "all" ? messages : messages.filter(({ messageId }) => failed.has(messageId));
    for (const message of failing)
      if (!signal.aborted)
        onProblem(
          new Error(
            `${fn.name} reported failure of message ${message.messageId} (receive ${receiveCount(message)})`,
          ),
        );
    return failing;
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
