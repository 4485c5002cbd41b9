import { type Queue, sendMessage } from "@paperledger/aws/queues/queue";
import { ACCOUNT_ID, REGION } from "@paperledger/embedded/account";
import type { Sqs } from "../clients.ts";
import type { Target } from "../delivery/target.ts";

/** A queue as a target: the payload, as JSON, is the message's body. */
export const queueTarget = (sqs: Sqs, queue: Queue): Target => ({
  arn: queue.arn,
  deliver: async (payload, attributes) =>
    void (await sendMessage(sqs, queue.url, JSON.stringify(payload), attributes)),
});

const QUEUE_ARN = new RegExp(`^arn:aws:sqs:${REGION}:${ACCOUNT_ID}:([-_A-Za-z0-9]{1,80})$`);

/** Returns a function that finds the queue of an ARN at an endpoint as a target, or undefined if it is no queue's ARN there. */
export const queueTargetsAt =
  (sqs: Sqs, endpoint: string) =>
  (arn: string): Target | undefined => {
    const [, name] = QUEUE_ARN.exec(arn) ?? [];
    return name === undefined
      ? undefined
      : queueTarget(sqs, { name, arn, url: `${endpoint}/${ACCOUNT_ID}/${name}` });
  };
