import type { Backoff } from "@paperledger/core/retries/backoff";

/** How often what DynamoDB put off is tried, and how long to wait in between. */
export interface Patience extends Backoff {
  readonly maxRounds: number;
}

/** Some 5 s on average and 10 s at most, far under the processor's time-out: whoever called can wait longer. */
export const DEFAULT_PATIENCE: Patience = { maxRounds: 10, baseMs: 50, capMs: 2_000 };
