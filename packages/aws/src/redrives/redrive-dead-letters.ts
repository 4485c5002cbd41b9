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
  /** The dead-letter queue. */
  readonly queue: Pick<Queue, "url" | "arn">;
  /** Hands over an event. Resolves when the event is stored elsewhere, and throws if it is not. */
  readonly handOver: (event: unknown) => Promise<void>;
  /** After this signal has aborted, no further event is handed over. */
  readonly stop: AbortSignal;
}

export interface RedrivenDeadLetters {
  readonly redriven: number;
  /** The number of messages without an event. They stay in the queue. */
  readonly unreadable: number;
}

const PER_REQUEST = 10;

/** A queue may return no message although it is not empty. It counts as empty after several such answers in a row. */
const EMPTY_ANSWERS = 5;

/**
 * Hands over the events in a dead-letter queue. It stops after the number of messages that the queue had at the
 * beginning, because an event that fails again comes back to the queue. A message is deleted after its event is
 * handed over. So an event may be handed over twice, but it is never lost.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export async function redriveDeadLetters({
  sqs,
  queue,
  handOver,
  stop,
}: DeadLetterRedrive): Promise<RedrivenDeadLetters> {
  let redriven = 0;
  let unreadable = 0;
  for await (const { message, event } of deadLettersIn(sqs, queue, stop)) {
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

/** The outcome of a dead letter after its function was invoked again. */
export type RedrivenDeadLetter =
  | { readonly kind: "handled"; readonly event_id: string; readonly answer: unknown }
  /** The message stays in the queue. */
  | { readonly kind: "failed"; readonly event_id: string; readonly problem: string }
  /** The message has no event and stays in the queue. */
  | { readonly kind: "unreadable"; readonly message_id: string };

/**
 * Invokes a function with the event of each dead letter, one after the other, and yields each outcome. A message is
 * deleted after the function has handled its event. Otherwise it stays in the queue.
 *
 * @param lambda made with WHOLE_INVOCATIONS
 */
export async function* redriveToFunction({
  sqs,
  queue,
  lambda,
  functionName,
  stop,
}: Omit<DeadLetterRedrive, "handOver"> & {
  readonly lambda: LambdaClient;
  readonly functionName: string;
}): AsyncIterable<RedrivenDeadLetter> {
  const left: LambdaQueueRecord[] = [];
  for await (const { message, event } of deadLettersIn(sqs, queue, stop)) {
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
  // Makes the other messages visible now, so that the next redrive need not wait for them.
  for (const message of left) await showNow(sqs, queue.url, message);
}

const showNow = (sqs: SQSClient, queueUrl: string, message: LambdaQueueRecord): Promise<void> =>
  showAgain(sqs, queueUrl, message, 0).catch((error: unknown) => {
    if (!(error instanceof MessageNotInflight)) throw error;
  });

interface DeadLetter {
  readonly message: LambdaQueueRecord;
  /** Absent if the message has no event. */
  readonly event: unknown;
}

/**
 * Receives the dead letters that are in the queue at the beginning, each once. A message that is not deleted is
 * visible again after a while. Ends early if the signal aborts.
 */
async function* deadLettersIn(
  sqs: SQSClient,
  queue: DeadLetterRedrive["queue"],
  stop: AbortSignal,
): AsyncIterable<DeadLetter> {
  const there = await messagesIn(sqs, queue.url);
  const seen = new Set<string>();
  for (let empty = 0; seen.size < there && empty < EMPTY_ANSWERS; ) {
    if (stop.aborted) return;
    const messages = await receiveMessages(sqs, queue, Math.min(PER_REQUEST, there - seen.size));
    const unseen = messages.filter(({ messageId }) => !seen.has(messageId));
    empty = unseen.length === 0 ? empty + 1 : 0;
    for (const message of unseen) {
      if (stop.aborted) {
        // Makes the message visible now, so that the next redrive need not wait for it.
        await showNow(sqs, queue.url, message);
        continue;
      }
      seen.add(message.messageId);
      const event = deadLetterSchema.safeParse(message.body);
      yield { message, event: event.success ? givenAgain(event.data) : undefined };
    }
  }
}
