import type { Retries } from "./function-description.ts";

/** Lambda invokes a function again twice, and keeps the event for six hours: the longest that there is. */
export const ASYNCHRONOUS_RETRIES = {
  attempts: 2,
  maximumAgeSeconds: 6 * 60 * 60,
} as const satisfies Retries;
