import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type RunEvent, runEventSchema, SCHEMA_VERSION } from "@paperledger/events/run-event";
import { z } from "zod";
import { EventLogError } from "./event-log-error.ts";

/** A run event as an item of the runs table: flat but for `data`. */
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
 * Reads an item of the runs table.
 *
 * @throws EventLogError where it is no run event, or one of a newer schema than this code knows
 */
export function runEventOfItem(item: Readonly<Record<string, unknown>>): RunEvent {
  const { type, data, ...metadata } = item;
  if (typeof item.schema_version === "number" && item.schema_version > SCHEMA_VERSION)
    throw new EventLogError(
      item,
      `it is of schema version ${item.schema_version}, and this code knows up to ${SCHEMA_VERSION}. Deploy the newer code here as well`,
    );
  const parsed = runEventSchema.safeParse({ type, metadata, data });
  if (!parsed.success) throw new EventLogError(item, parsed.error);
  return parsed.data;
}

/**
 * Reads the `NewImage` of a stream record of the runs table, in DynamoDB's own form (`{ "seq": { "N": "3" }, ... }`), as a
 * Lambda or the Streams API is given it.
 *
 * @throws EventLogError as {@link runEventOfItem} does, or where it is no image at all
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
 */
export function runEventFromImage(image: unknown): RunEvent {
  const parsed = imageSchema.safeParse(image);
  if (!parsed.success) throw new EventLogError({}, parsed.error);
  return runEventOfItem(unmarshall(parsed.data));
}

const imageSchema = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === "object" && value !== null, {
    error: "not an attribute value",
  }),
);
