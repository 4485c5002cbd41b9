import type { AsynchronousInvocation } from "./function-description.ts";

/**
 * Lambda invokes a function again twice, within six hours. Then the dead-letter queue keeps the event for 14 days. Each of the
 * three is the most that AWS allows.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export const ASYNCHRONOUS_INVOCATION = {
  retries: { attempts: 2, maximumAgeSeconds: 6 * 60 * 60 },
  deadLetters: { retentionDays: 14 },
} as const satisfies AsynchronousInvocation;
