import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Continuations } from "@paperledger/core/runs/continuation";
import { sendMessage } from "../queues/queue.ts";
import { continuationEvent } from "./continuation-event.ts";

/**
 * Goes on in an invocation for another message of the queue that brought the run. So the cap on the queue's invocations holds for
 * continuations as well. Needs `sqs:SendMessage` on each queue.
 *
 * Lambda takes a function that sends messages to its own queue for a loop, and stops it after some 16 turns. So the
 * function's recursive loop detection has to be set to allow.
 *
 * @param queueUrls the queues that bring runs; a run that none of them brought goes on by the first one
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
