import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Continuations } from "@paperledger/core/runs/continuation";
import { sendMessage } from "../queues/queue.ts";
import { continuationEvent } from "./continuation-event.ts";

/**
 * Goes on in an invocation for another message of the queue that brings the uploads. So the cap on the queue's invocations
 * holds for continuations as well. Needs `sqs:SendMessage` on the queue.
 *
 * Lambda takes a function that sends messages to its own queue for a loop, and stops it after some 16 turns. So the
 * function's recursive loop detection has to be set to allow.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export const queueContinuations = (client: SQSClient, queueUrl: string): Continuations => ({
  handOn: async (continuation) =>
    void (await sendMessage(client, queueUrl, JSON.stringify(continuationEvent(continuation)))),
});
