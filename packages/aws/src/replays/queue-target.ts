import { randomUUID } from "node:crypto";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { detailOf, detailTypeOf, EVENT_SOURCE } from "@paperledger/events/bus-event";
import type { RunEvent } from "@paperledger/events/run-event";
import type { RetryPolicy } from "../clients/retry-policy.ts";
import { type RefusedMessage, sendMessageBatch } from "../queues/send-message-batch.ts";
import { replayedEvent } from "./replayed-event.ts";
import type { EventTarget, PreparedEvent } from "./send-events.ts";

/** Thrown if a target refuses an event. The message names the event and the reason. */
export class ReplayRefusedError extends Error {
  override readonly name = "ReplayRefusedError";
}

/** The account and region in the envelope of the events. */
export interface Origin {
  readonly account: string;
  readonly region: string;
}

/**
 * Returns an event as EventBridge delivers it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export const deliveredEvent = (event: RunEvent, { account, region }: Origin) => ({
  version: "0",
  id: randomUUID(),
  "detail-type": detailTypeOf(event.type),
  source: EVENT_SOURCE,
  account,
  time: `${event.metadata.occurred_at.slice(0, 19)}Z`,
  region,
  resources: [],
  detail: detailOf(event),
});

interface Message extends PreparedEvent {
  readonly body: string;
}

/**
 * A queue takes 10 messages in a request, of 1 MiB in all. For years its limit was 256 KiB, which is also the limit of the bus. The smaller
 * limit works everywhere.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
const LIMITS = { maxCount: 10, bytesBelow: 256 * 1024 };

const RETRY_POLICY: RetryPolicy = { maxTries: 8, baseMs: 100, capMs: 5_000 };

/**
 * Returns a queue as a target. Each message is an event in EventBridge's envelope, marked as replayed. A message that fails because of
 * the queue's fault is sent again. `send` throws ReplayRefusedError, or the SDK's own error.
 */
export const queueTarget = (
  sqs: SQSClient,
  {
    queueUrl,
    origin,
    now = () => new Date(),
  }: {
    readonly queueUrl: string;
    readonly origin: Origin;
    readonly now?: () => Date;
  },
): EventTarget<Message> => ({
  limits: LIMITS,
  prepare(event) {
    const replayed = replayedEvent(event, now().toISOString());
    const body = JSON.stringify(deliveredEvent(replayed, origin));
    return { event, body, sizeBytes: Buffer.byteLength(body) };
  },
  async send(batch, stop) {
    const bodies = batch.map(({ body }) => body);
    const [first] = await sendMessageBatch(sqs, { queueUrl, bodies, retryPolicy: RETRY_POLICY, stop });
    if (first) throw refused(batch[first.index], first);
  },
});

const refused = (message: Message | undefined, { code, reason }: RefusedMessage) =>
  new ReplayRefusedError(`the queue refuses event ${message?.event.metadata.event_id}: ${code}: ${reason}`);
