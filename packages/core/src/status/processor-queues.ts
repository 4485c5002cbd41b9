/**
 * The queues that bring files to the processor.
 *
 * - `uploads`: the announcements of uploads, and the continuations of their runs.
 * - `backfill`: the objects of a backfill of a bucket, and the continuations of their runs.
 */
export const PROCESSOR_QUEUES = ["uploads", "backfill"] as const;

export type ProcessorQueue = (typeof PROCESSOR_QUEUES)[number];

/** The number of messages in a queue. SQS's counts are approximate. */
export interface QueueDepth {
  /** Messages that can be received now or after a delay. */
  readonly waiting: number;
  /** Messages that were received and are not deleted yet. */
  readonly inFlight: number;
}

/** Counts the messages of one queue. */
export type ReadQueueDepth = (queue: ProcessorQueue) => Promise<QueueDepth>;
