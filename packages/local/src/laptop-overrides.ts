import { LAMBDA_MAXIMUM_TIMEOUT_MS } from "./lambda/local-function.ts";

/*
 * This file lists the settings that differ on a laptop from the functions' descriptions, which AWS follows. There is one more
 * difference: on a laptop, a dead-letter queue keeps an event until it is redriven. On AWS, the queue keeps the event for the
 * time in the description.
 */

/** The limits are low, because each invocation is a process and a laptop has few cores. On AWS, a setting limits the processor, and the account limits the vectorizer. */
export const CONCURRENCY = { uploadsQueue: 2, backfillQueue: 2, vectorizer: 2 } as const;

/** Every function has Lambda's maximum. On AWS the projector has one minute, and the vectorizer two. */
export const TIMEOUT_MS = LAMBDA_MAXIMUM_TIMEOUT_MS;

/** The waits before an invocation is tried again. */
export interface RetryDelays {
  /** Before the retries of an asynchronous invocation. */
  readonly invocationMs: readonly number[];
  /** Until a message on which the processor failed is visible again. */
  readonly messageSeconds: (receives: number) => number;
  /** Before a batch of the stream is tried again. */
  readonly streamMs: (failures: number) => number;
}

/**
 * The waits are short, because somebody is watching. On AWS, Lambda waits one minute and two minutes before it retries an asynchronous
 * invocation, and a message is visible again after the visibility timeout of 17 minutes.
 */
export const RETRY_DELAYS: RetryDelays = {
  invocationMs: [1_000, 5_000],
  messageSeconds: (receives) => Math.min(receives, 3),
  streamMs: (failures) => Math.min(100 * 2 ** (failures - 1), 2_000),
};

/** The time after which an empty queue is asked again. */
export const IDLE_DELAY_MS = 50;

/**
 * A record that the projector cannot read blocks its shard for about 15 seconds, and is then discarded. On AWS, it is tried 20 times
 * within 12 hours. The laptop does not wait for a batch to fill. AWS waits a second.
 */
export const STREAM = {
  maximumRetryAttempts: 10,
  maximumRecordAgeSeconds: -1,
  maximumBatchingWindowMs: 0,
} as const;
