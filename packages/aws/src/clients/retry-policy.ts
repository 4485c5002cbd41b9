import type { Backoff } from "@paperledger/core/retries/backoff";

/** How many times a request is tried that AWS throttles or breaks off, and how long to wait between two tries. */
export interface RetryPolicy extends Backoff {
  readonly maxTries: number;
}
