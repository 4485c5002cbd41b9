import { type Queue, sendMessage } from "@paperledger/aws/queues/queue";
import { ACCOUNT_ID, REGION } from "@paperledger/embedded/account";
import type { Sqs } from "../clients.ts";
import type { Target } from "../delivery/target.ts";

/** Returns a queue as a target. The message's body is the payload as JSON. */
export const queueTarget = (sqs: Sqs, queue: Queue): Target => ({
  arn: queue.arn,
  deliver: async (payload, attributes) =>
    void (await sendMessage(sqs, queue.url, JSON.stringify(payload), attributes)),
});

const QUEUE_ARN = new RegExp(`^arn:aws:sqs:${REGION}:${ACCOUNT_ID}:([-_A-Za-z0-9]{1,80})$`);

/** Returns a function that returns the queue with an ARN as a target, or undefined if the ARN is not that of a queue on this machine. */
export const queueTargetsAt =
  (sqs: Sqs, endpoint: string) =>
  (arn: string): Target | undefined => {
    const [, name] = QUEUE_ARN.exec(arn) ?? [];
    return name === undefined
      ? undefined
      : queueTarget(sqs, { name, arn, url: `${endpoint}/${ACCOUNT_ID}/${name}` });
  };
