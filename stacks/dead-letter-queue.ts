import type { AsynchronousInvocation } from "@paperledger/functions/description/function-description";

/** Returns an encrypted queue for the events that are given up. It keeps an event until somebody redrives it, or its time is over. */
export const deadLetterQueue = (
  name: string,
  { retentionDays }: AsynchronousInvocation["deadLetters"],
): sst.aws.Queue =>
  new sst.aws.Queue(name, {
    visibilityTimeout: "5 minutes",
    transform: {
      queue: { messageRetentionSeconds: retentionDays * 24 * 60 * 60, sqsManagedSseEnabled: true },
    },
  });
