import type { SQSClient } from "@aws-sdk/client-sqs";
import { deadLetterSchema } from "../dead-letters/dead-letter-event.ts";
import { givenAgain } from "../invocations/continuation-event.ts";
import { deleteMessages, messagesIn, type Queue, receiveMessages } from "../queues/queue.ts";

export interface DeadLetterRedrive {
  readonly sqs: SQSClient;
  /** Holds the dead letters. */
  readonly queue: Pick<Queue, "url" | "arn">;
  /** Takes an event: resolves when the event is safe, and throws if it is not. */
  readonly handOver: (event: unknown) => Promise<void>;
}

export interface RedrivenDeadLetters {
  readonly redriven: number;
  /** Messages that hold no event: they stay in the queue. */
  readonly unreadable: number;
}

const PER_REQUEST = 10;

/** A queue may answer with nothing though it holds something: only several such answers in a row say that it is empty. */
const EMPTY_ANSWERS = 5;

/**
 * Hands over the events in a dead-letter queue once more, as many as there are when it begins: what fails again is in the
 * queue again. A message is deleted when its event is handed over, so an event may be handed over twice and is never lost.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export async function redriveDeadLetters({
  sqs,
  queue,
  handOver,
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
      await handOver(givenAgain(event.data));
      await deleteMessages(sqs, queue.url, [message]);
      redriven += 1;
    }
  }
  return { redriven, unreadable };
}
