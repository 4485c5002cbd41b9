import * as z from "zod";
import { type ParsedEvent, parseEvent } from "./parse-event.ts";

/** A queue's message and the event in it. */
export interface EventInMessage {
  readonly messageId: string;
  readonly parsed: ParsedEvent;
}

const lambdaEventSchema = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string() })),
});

/**
 * Reads a batch of messages that Lambda gets from a rule's target queue. The body of each message is an event.
 *
 * @throws ZodError if the input is not a batch of messages from a queue
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export const eventsInSqs = (lambdaEvent: unknown): readonly EventInMessage[] =>
  lambdaEventSchema
    .parse(lambdaEvent)
    .Records.map(({ messageId, body }) => ({ messageId, parsed: parseEventText(body) }));

/** Reads an event from the body of a message. It never throws. */
export function parseEventText(body: string): ParsedEvent {
  try {
    return parseEvent(JSON.parse(body));
  } catch (error) {
    return {
      kind: "invalid",
      problem: `the body is not JSON: ${error instanceof Error ? error.message : error}`,
    };
  }
}

/**
 * Handles each message by itself and returns the failed messages, so that Lambda delivers only these again. The queue's event source mapping
 * needs `ReportBatchItemFailures`.
 *
 * @param onError called for each failure
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 * @example
 * export const handler = (event: unknown) =>
 *   handleEach(eventsInSqs(event), ({ parsed }) => handle(parsed), (error) => console.error(error));
 */
export async function handleEach(
  messages: readonly EventInMessage[],
  handle: (message: EventInMessage) => Promise<unknown>,
  onError: (error: unknown, message: EventInMessage) => void,
): Promise<{ readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }> {
  const failures: { readonly itemIdentifier: string }[] = [];
  for (const message of messages)
    try {
      await handle(message);
    } catch (error) {
      onError(error, message);
      failures.push({ itemIdentifier: message.messageId });
    }
  return { batchItemFailures: failures };
}
