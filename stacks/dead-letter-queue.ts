import { DEAD_LETTER_DAYS } from "@paperledger/core/retries/dead-letters";

const RETENTION_SECONDS = DEAD_LETTER_DAYS * 24 * 60 * 60;

/** A queue for what was given up, encrypted, which keeps a message until somebody has looked at it. */
export const deadLetterQueue = (name: string): sst.aws.Queue =>
  new sst.aws.Queue(name, {
    visibilityTimeout: "5 minutes",
    transform: { queue: { messageRetentionSeconds: RETENTION_SECONDS, sqsManagedSseEnabled: true } },
  });
