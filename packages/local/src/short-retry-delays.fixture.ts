import type { RetryDelays } from "./laptop-overrides.ts";

/** Waits of a laptop on which a test makes functions fail to the end. */
export const SHORT_RETRY_DELAYS: RetryDelays = {
  invocationMs: [20, 20],
  messageSeconds: () => 0,
  streamMs: () => 20,
};
