import type { DeadLetters } from "@paperledger/functions/description/function-description";

/**
 * Returns an encrypted queue for the events that are given up. It keeps an event until somebody redrives it, or its time is over.
 * A message that comes by a redrive policy keeps the time when it was first sent, so it stays that much shorter.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const deadLetterQueue = (name: string, { retentionDays }: DeadLetters): sst.aws.Queue =>
  new sst.aws.Queue(name, {
    visibilityTimeout: "5 minutes",
    transform: {
      queue: { messageRetentionSeconds: retentionDays * 24 * 60 * 60, sqsManagedSseEnabled: true },
    },
  });
