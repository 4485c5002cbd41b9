import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { z } from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";
import { givenAgain } from "../invocations/continuation-event.ts";
import { handToFunction } from "../invocations/invoke-function.ts";
import { deleteMessages, messagesIn, type Queue, receiveMessages } from "../queues/queue.ts";

export interface DeadLetterRedrive {
  readonly sqs: SQSClient;
  readonly queue: Pick<Queue, "url" | "arn">;
  readonly lambda: LambdaClient;
  /** Gets the events. */
  readonly functionName: string;
}

export interface RedrivenDeadLetters {
  readonly redriven: number;
  /** Messages that hold no event: they stay in the queue. */
  readonly unreadable: number;
}

/** What Lambda keeps of a failed invocation, or an event as the bus could not deliver it. */
const deadLetterSchema = jsonTextSchema.pipe(
  z.union([
    z
      .looseObject({ requestContext: z.looseObject({}), requestPayload: z.looseObject({}) })
      .transform(({ requestPayload }) => requestPayload),
    z.looseObject({}),
  ]),
);

const PER_REQUEST = 10;

/** A queue may answer with nothing though it holds something: only several such answers in a row say that it is empty. */
const EMPTY_ANSWERS = 5;

/**
 * Hands the events in a dead-letter queue to a function once more, as many as there are when it begins: what fails again is in the
 * queue again. A message is deleted when Lambda has accepted its event, and so may be handed over twice, never lost.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export async function redriveDeadLetters({
  sqs,
  queue,
  lambda,
  functionName,
}: DeadLetterRedrive): Promise<RedrivenDeadLetters> {
  let redriven = 0;
  let unreadable = 0;
  const there = await messagesIn(sqs, queue.url);
  for (let empty = 0; redriven + unreadable < there && empty < EMPTY_ANSWERS; ) {
    const most = Math.min(PER_REQUEST, there - redriven - unreadable);
    const messages = await receiveMessages(sqs, queue, most);
    empty = messages.length === 0 ? empty + 1 : 0;
    for (const message of messages) {
      const event = deadLetterSchema.safeParse(message.body);
      if (!event.success) {
        unreadable += 1;
        continue;
      }
      await handToFunction(lambda, functionName, givenAgain(event.data));
      await deleteMessages(sqs, queue.url, [message]);
      redriven += 1;
    }
  }
  return { redriven, unreadable };
}
