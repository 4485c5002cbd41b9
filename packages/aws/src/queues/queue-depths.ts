import { QueueDoesNotExist, type SQSClient } from "@aws-sdk/client-sqs";
import type { ProcessorQueue, ReadQueueDepth } from "@paperledger/core/status/processor-queues";
import { depthOf } from "./queue.ts";

/** The queues of a deployment's processor. The client is created only when a queue is read. */
export interface ProcessorQueueSources {
  readonly sqs: () => Promise<SQSClient>;
  /** Returns the URL of a queue. Throws QueueDoesNotExist if nothing has created it yet. */
  readonly queueUrl: (queue: ProcessorQueue) => Promise<string>;
}

/** Counts the messages of a queue. In a queue that nothing has created yet, there are none. */
export const readQueueDepth =
  ({ sqs, queueUrl }: ProcessorQueueSources): ReadQueueDepth =>
  async (queue) => {
    const url = await queueUrl(queue).catch((error: unknown) => {
      if (!(error instanceof QueueDoesNotExist)) throw error;
    });
    return url === undefined ? { waiting: 0, inFlight: 0 } : depthOf(await sqs(), url);
  };
