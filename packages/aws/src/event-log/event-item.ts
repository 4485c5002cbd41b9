import { traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { isKnownEvent, readStoredEvent, type UnknownEvent } from "@paperledger/events/stored-event";
import { itemOfJson, jsonItemSchema } from "../tables/parsed-answer.ts";
import { problemText } from "../tables/problem-text.ts";
import { mustBeCountable } from "./event-bounds.ts";
import { EventLogError } from "./event-log-error.ts";
import { whyUnreadable } from "./why-unreadable.ts";

type Item = Readonly<Record<string, unknown>>;

/** Returns an event as an item of the runs table. All fields except those of `data` are attributes. */
export const eventItem = ({ type, metadata, data }: RunEvent) => ({
  trace_id: metadata.trace_id,
  seq: metadata.seq,
  event_id: metadata.event_id,
  type,
  occurred_at: metadata.occurred_at,
  schema_version: metadata.schema_version,
  data,
});

/**
 * Reads an item of the runs table, of this schema version or a newer one. Other attributes, such as a time to live,
 * are ignored. Fields that a newer version added to `data` stay in it.
 *
 * @throws EventLogError if the item is not an event that can be counted
 */
export function eventOfItem(item: Item): RunEvent | UnknownEvent {
  const { type, data, ...metadata } = item;
  try {
    traceIdSchema.parse(metadata.trace_id);
    const event = readStoredEvent({ type, metadata, data });
    if (isKnownEvent(event)) mustBeCountable(event);
    return event;
  } catch (error) {
    throw new EventLogError(item, whyUnreadable(error, item), { cause: error });
  }
}

/** Reads an event whose type is known. @throws EventLogError also for an event of another type */
export function runEventOfItem(item: Item): RunEvent {
  const event = eventOfItem(item);
  if (isKnownEvent(event)) return event;
  throw new EventLogError(
    item,
    `its type ${JSON.stringify(event.type)} is not known. Deploy the newer code here as well`,
  );
}

/**
 * Reads the `NewImage` of a stream record of the runs table. Lambda and the Streams API deliver it in DynamoDB's JSON
 * (`{ "seq": { "N": "3" }, ... }`).
 *
 * @throws EventLogError like {@link eventOfItem}, or if the value is not an image
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
 */
export const eventFromImage = (image: unknown): RunEvent | UnknownEvent => eventOfItem(itemOfImage(image));

/** Reads an image of an event whose type is known. @throws EventLogError like {@link runEventOfItem} */
export const runEventFromImage = (image: unknown): RunEvent => runEventOfItem(itemOfImage(image));

function itemOfImage(image: unknown): Item {
  const parsed = jsonItemSchema.safeParse(image);
  if (!parsed.success) throw new EventLogError({}, problemText(parsed.error), { cause: parsed.error });
  try {
    return itemOfJson(parsed.data);
  } catch (cause) {
    throw new EventLogError({}, String(cause), { cause });
  }
}
