import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Continuations } from "@paperledger/core/runs/continuation";
import { sendMessage } from "../queues/queue.ts";
import { continuationEvent } from "./continuation-event.ts";

/**
 * Continues a run with another message in the queue of its first message. So the maximum concurrency of the queue
 * also limits continuations. Needs `sqs:SendMessage` on each queue.
 *
 * If a function sends messages to its own queue, Lambda detects a loop and stops it after about 16 messages. So the
 * function's recursive loop detection has to be set to `Allow`.
 *
 * @param queueUrls the queues of runs. A run from no queue continues in the first queue
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export const queueContinuations = (
  client: SQSClient,
  queueUrls: readonly [string, ...string[]],
): Continuations => ({
  async handOn(continuation, queueArn) {
    const [first] = queueUrls;
    const queueUrl = queueUrls.find((url) => url.split("/").at(-1) === queueArn?.split(":").at(-1)) ?? first;
    await sendMessage(client, queueUrl, JSON.stringify(continuationEvent(continuation)));
  },
});
