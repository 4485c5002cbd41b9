import type { PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { PublishableEvent } from "@paperledger/core/runs/event-publisher";
import { detailOf, detailTypeOf, EVENT_SOURCE } from "@paperledger/events/bus-event";

/** A run event as an entry of PutEvents. */
export type EventEntry = Required<
  Pick<PutEventsRequestEntry, "EventBusName" | "Source" | "DetailType" | "Detail" | "Time">
> & { readonly Source: string; readonly DetailType: string; readonly Detail: string };

/** Returns the entry of a run event. Its time is the time at which the event occurred, not the time of publishing. */
export const eventEntry = (event: PublishableEvent, busName: string): EventEntry => ({
  EventBusName: busName,
  Source: EVENT_SOURCE,
  DetailType: detailTypeOf(event.type),
  Detail: JSON.stringify(detailOf(event)),
  Time: new Date(event.metadata.occurred_at),
});

const TIME_BYTES = 14;

/**
 * Returns the size that EventBridge counts for an entry, in bytes.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
 */
export const entrySizeBytes = ({ Source, DetailType, Detail }: EventEntry): number =>
  TIME_BYTES + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
