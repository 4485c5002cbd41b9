import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { RunEvent } from "@paperledger/events/run-event";
import * as z from "zod";
import { eventItem } from "../event-log/event-item.ts";
import { invokeFunction } from "../invocations/invoke-function.ts";
import type { EventTarget, PreparedEvent } from "./send-events.ts";

/** Thrown if the projector could not process an event. The message names the event. */
export class EventNotProjectedError extends Error {
  override readonly name = "EventNotProjectedError";

  constructor({ metadata }: RunEvent) {
    super(`the projector cannot fold or publish event ${metadata.event_id}: its log says why`);
  }
}

interface PreparedImage extends PreparedEvent {
  readonly image: Readonly<Record<string, AttributeValue>>;
}

/** The limits of a request. An invocation takes 6 MB. Most events have at most 10 KB, and the largest item can have 400 KB. */
const LIMITS = { maxCount: 100, bytesBelow: 4_000_000 };

const answerSchema = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/**
 * Returns the projector as a target. The projector gets events as stream records. Events that were folded before change nothing. All
 * events are published, always with the same `event_id`. `send` throws EventNotProjectedError for the first event that the projector
 * cannot process. The events before it are done.
 *
 * @param lambda made with WHOLE_INVOCATIONS
 */
export const projectorTarget = (lambda: LambdaClient, projector: string): EventTarget<PreparedImage> => ({
  limits: LIMITS,
  prepare(event) {
    const image = marshall(eventItem(event), { removeUndefinedValues: true });
    return { event, image, sizeBytes: Buffer.byteLength(JSON.stringify(image)) };
  },
  async send(batch) {
    const Records = batch.map(({ image }, index) => recordOf(image, index + 1));
    const { batchItemFailures } = answerSchema.parse(await invokeFunction(lambda, projector, { Records }));
    const [failed] = batchItemFailures;
    if (failed)
      throw new EventNotProjectedError((batch[Number(failed.itemIdentifier) - 1] ?? batch[0]).event);
  },
});

/** Returns an event as a record of the runs table's stream. */
const recordOf = (NewImage: PreparedImage["image"], sequenceNumber: number) => ({
  eventName: "INSERT",
  eventSource: "aws:dynamodb",
  dynamodb: { NewImage, SequenceNumber: String(sequenceNumber) },
});
