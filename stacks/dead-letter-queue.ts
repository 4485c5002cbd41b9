/** The longest that SQS keeps a message: 14 days. */
const RETENTION_SECONDS = 14 * 24 * 60 * 60;

/** A queue for what was given up, encrypted, which keeps a message until somebody has looked at it. */
export const deadLetterQueue = (name: string): sst.aws.Queue =>
  new sst.aws.Queue(name, {
    visibilityTimeout: "5 minutes",
    transform: { queue: { messageRetentionSeconds: RETENTION_SECONDS, sqsManagedSseEnabled: true } },
  });
