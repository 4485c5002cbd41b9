import { LAMBDA_MAXIMUM_TIMEOUT_MS } from "./lambda/local-function.ts";

/*
 * This page is what differs on a laptop from the descriptions of the functions, which AWS follows. All else is the same, but
 * for the dead-letter queues: on a laptop they keep an event until it is redriven, on AWS for as long as the description says.
 */

/** Each invocation is a process, and a laptop has few cores. On AWS a setting decides for the processor, and the account for the vectorizer. */
export const CONCURRENCY = { uploadsQueue: 2, backfillQueue: 2, vectorizer: 1 } as const;

/** Every function has Lambda's maximum. On AWS the projector has one minute, and the vectorizer two. */
export const TIMEOUT_MS = LAMBDA_MAXIMUM_TIMEOUT_MS;

/** Lambda waits one and two minutes before it invokes again. On a laptop somebody is watching. */
export const RETRY_DELAYS_MS: readonly number[] = [1_000, 5_000];

/** On AWS a message on which the processor failed is seen again when its visibility timeout is over, after 17 minutes. */
export const PROCESSOR_QUEUES = {
  retryDelaySeconds: (receives: number) => Math.min(receives, 3),
  idleDelayMs: 50,
} as const;

/**
 * A record that the projector cannot read holds up its shard for a quarter of a minute, and is then put aside. On AWS it is
 * tried 20 times within 12 hours. A batch is not waited for, where AWS waits a second.
 */
export const STREAM = {
  maximumRetryAttempts: 10,
  maximumRecordAgeSeconds: -1,
  maximumBatchingWindowMs: 0,
  retryDelayMs: (failures: number) => Math.min(100 * 2 ** (failures - 1), 2_000),
} as const;
