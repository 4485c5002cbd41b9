import type { Backoff } from "@paperledger/core/retries/backoff";

/** How often something that AWS put off or broke off is tried before it is given up, and how long to wait in between. */
export interface Patience extends Backoff {
  readonly maxTries: number;
}
