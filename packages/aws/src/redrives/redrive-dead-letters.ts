import type { LambdaClient } from "@aws-sdk/client-lambda";
import { MessageNotInflight, type SQSClient } from "@aws-sdk/client-sqs";
import { busEventSchema } from "@paperledger/events/bus-event";
import { deadLetterSchema } from "../dead-letters/dead-letter-event.ts";
import { givenAgain } from "../invocations/continuation-event.ts";
import { FunctionFailedError, invokeFunction } from "../invocations/invoke-function.ts";
import type { LambdaQueueRecord } from "../queues/lambda-queue-record.ts";
import { deleteMessages, messagesIn, type Queue, receiveMessages, showAgain } from "../queues/queue.ts";

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
  for await (const { message, event } of deadLettersIn(sqs, queue)) {
    if (!event) {
      unreadable += 1;
      continue;
    }
    await handOver(event);
    await deleteMessages(sqs, queue.url, [message]);
    redriven += 1;
  }
  return { redriven, unreadable };
}

/** The outcome of a dead letter whose event a function was given again. */
export type RedrivenDeadLetter =
  | { readonly kind: "handled"; readonly event_id: string; readonly answer: unknown }
  /** It stays in the queue. */
  | { readonly kind: "failed"; readonly event_id: string; readonly problem: string }
  /** It holds no event, and stays in the queue. */
  | { readonly kind: "unreadable"; readonly message_id: string };

/**
 * Invokes a function with the event of each dead letter, one after the other, and yields what came of it. A message is deleted when
 * the function has handled its event. What fails again stays.
 *
 * @param lambda made with WHOLE_INVOCATIONS
 */
export async function* redriveToFunction({
  sqs,
  queue,
  lambda,
  functionName,
}: Omit<DeadLetterRedrive, "handOver"> & {
  readonly lambda: LambdaClient;
  readonly functionName: string;
}): AsyncIterable<RedrivenDeadLetter> {
  const left: LambdaQueueRecord[] = [];
  for await (const { message, event } of deadLettersIn(sqs, queue)) {
    if (!event) {
      left.push(message);
      yield { kind: "unreadable", message_id: message.messageId };
      continue;
    }
    const event_id = busEventSchema.safeParse(event).data?.detail.metadata.event_id ?? message.messageId;
    try {
      const answer = await invokeFunction(lambda, functionName, event);
      await deleteMessages(sqs, queue.url, [message]);
      yield { kind: "handled", event_id, answer };
    } catch (error) {
      if (!(error instanceof FunctionFailedError)) throw error;
      left.push(message);
      yield { kind: "failed", event_id, problem: error.problem };
    }
  }
  // They come again by themselves, but the next redrive need not wait for that.
  for (const message of left)
    await showAgain(sqs, queue.url, message, 0).catch((error: unknown) => {
      if (!(error instanceof MessageNotInflight)) throw error;
    });
}

interface DeadLetter {
  readonly message: LambdaQueueRecord;
  /** Absent if the message holds none. */
  readonly event: unknown;
}

/** Takes the dead letters that are there when it begins, each once. One that is not deleted is in the queue again after a while. */
async function* deadLettersIn(sqs: SQSClient, queue: DeadLetterRedrive["queue"]): AsyncIterable<DeadLetter> {
  const there = await messagesIn(sqs, queue.url);
  const seen = new Set<string>();
  for (let empty = 0; seen.size < there && empty < EMPTY_ANSWERS; ) {
    const messages = await receiveMessages(sqs, queue, Math.min(PER_REQUEST, there - seen.size));
    const unseen = messages.filter(({ messageId }) => !seen.has(messageId));
    empty = unseen.length === 0 ? empty + 1 : 0;
    for (const message of unseen) {
      seen.add(message.messageId);
      const event = deadLetterSchema.safeParse(message.body);
      yield { message, event: event.success ? givenAgain(event.data) : undefined };
    }
  }
}
