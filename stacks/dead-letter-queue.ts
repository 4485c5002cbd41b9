import type { DeadLetters } from "@paperledger/functions/description/function-description";

/**
 * Returns an encrypted queue for dead letters. It keeps a dead letter until somebody redrives it, or until its retention time is over. For
 * a message that a redrive policy moves, that time begins when the message was first sent.
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
