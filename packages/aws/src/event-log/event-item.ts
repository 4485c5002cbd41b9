import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { isKnownEvent, readStoredEvent, type UnknownEvent } from "@paperledger/events/stored-event";
import { z } from "zod";
import { EventLogError } from "./event-log-error.ts";

/** An event as an item of the runs table: flat but for `data`. */
export const eventItem = ({ type, metadata, data }: RunEvent | UnknownEvent) => ({
  trace_id: metadata.trace_id,
  seq: metadata.seq,
  event_id: metadata.event_id,
  type,
  occurred_at: metadata.occurred_at,
  schema_version: metadata.schema_version,
  data,
});

/**
 * Reads an item of the runs table, of any schema version. Attributes beside those of an event are the table's own, such as
 * a time to live: what a newer version tells more stands in `data`, and stays in it.
 *
 * @throws EventLogError where it is no event
 */
export function eventOfItem(item: Readonly<Record<string, unknown>>): RunEvent | UnknownEvent {
  const { type, data, ...metadata } = item;
  try {
    traceIdSchema.parse(metadata.trace_id);
    return readStoredEvent({ type, metadata, data });
  } catch (error) {
    throw error instanceof z.ZodError ? new EventLogError(item, error) : error;
  }
}

/** The same of an event whose type is known. @throws EventLogError as well where it is not */
export function runEventOfItem(item: Readonly<Record<string, unknown>>): RunEvent {
  const event = eventOfItem(item);
  if (isKnownEvent(event)) return event;
  throw new EventLogError(
    item,
    `its type ${JSON.stringify(event.type)} is not known. Deploy the newer code here as well`,
  );
}

/**
 * Reads the `NewImage` of a stream record of the runs table, in DynamoDB's own form (`{ "seq": { "N": "3" }, ... }`), as a
 * Lambda or the Streams API is given it.
 *
 * @throws EventLogError as {@link eventOfItem} does, or where it is no image at all
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
 */
export const eventFromImage = (image: unknown): RunEvent | UnknownEvent => eventOfItem(itemOfImage(image));

/** The same of an event whose type is known. @throws EventLogError as {@link runEventOfItem} does */
export const runEventFromImage = (image: unknown): RunEvent => runEventOfItem(itemOfImage(image));

function itemOfImage(image: unknown): Record<string, unknown> {
  const parsed = imageSchema.safeParse(image);
  if (!parsed.success) throw new EventLogError({}, parsed.error);
  return unmarshall(parsed.data);
}

const imageSchema = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === "object" && value !== null, {
    error: "not an attribute value",
  }),
);
