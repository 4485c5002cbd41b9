import { type Queue, sendMessage } from "@paperledger/aws/queues/queue";
import type { Sqs } from "../clients.ts";
import type { Target } from "../delivery/target.ts";

/** A queue as a target: the payload, as JSON, is the message's body. */
export const queueTarget = (sqs: Sqs, queue: Queue): Target => ({
  arn: queue.arn,
  deliver: async (payload, attributes) =>
    void (await sendMessage(sqs, queue.url, JSON.stringify(payload), attributes)),
});
