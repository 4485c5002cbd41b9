import type { Backoff } from "@paperledger/core/retries/backoff";

/** The number of tries for a request that AWS throttles or interrupts, and the waits between them. */
export interface RetryPolicy extends Backoff {
  readonly maxTries: number;
}
