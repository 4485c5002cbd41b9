import { timestampSchema } from "@paperledger/events/run-event";
import * as z from "zod";

export const count = z.int().min(0);
export const text = z.string();
export const share = z.number().min(0).max(1);
export const milliseconds = z.number().min(0);

/** A moment in UTC, in ISO 8601 with milliseconds. */
export const at = timestampSchema;

/** A UTC date. */
export const date = z.iso.date();

export const traceId = z.string().regex(/^batch-\d{8}-[0-7][0-9A-HJKMNP-TV-Z]{25}$/);

export const runStatus = z.enum(["running", "completed", "failed"]);

/** Says how far the statistics lag behind the event log. */
export const countedUpTo = {
  newest_event_at: at
    .nullable()
    .describe("the time of the newest counted event; null if no event is counted"),
  events_behind: count.describe("events that are known to be missing in the statistics"),
};

/** A line of JSON of one type. A field that the schema does not have is an error. */
export const line = <Type extends string, Fields extends z.ZodRawShape>(type: Type, fields: Fields) =>
  z.strictObject({ type: z.literal(type), ...fields });
