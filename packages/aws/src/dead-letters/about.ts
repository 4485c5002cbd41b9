import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";
import { backfillEventSchema } from "../invocations/backfill-event.ts";
import { continuationEventSchema } from "../invocations/continuation-event.ts";
import { deadLetterSchema } from "./dead-letter-event.ts";

const objectSchema = z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) });
const notificationSchema = z.object({ Records: z.array(objectSchema).min(1) });
const queueRecordsSchema = z.object({ Records: z.array(z.object({ body: jsonTextSchema })).min(1) });
const busEventSchema = z.object({ detail: z.object({ metadata: z.object({ event_id: z.string() }) }) });

/** Returns the key of the file or the name of the event in the body of a dead letter, or undefined if it has neither. */
export function aboutOf(body: string): string | undefined {
  return aboutEvent(deadLetterSchema.safeParse(body).data);
}

function aboutEvent(event: unknown): string | undefined {
  const key = notificationSchema.safeParse(event).data?.Records[0]?.s3.object.key;
  // S3 encodes a key like a value in a URL's query.
  if (key !== undefined) return decoded(key);
  const inQueue = queueRecordsSchema.safeParse(event).data?.Records[0]?.body;
  if (inQueue !== undefined) return aboutEvent(inQueue);
  return (
    continuationEventSchema.safeParse(event).data?.file.key ??
    backfillEventSchema.safeParse(event).data?.key ??
    busEventSchema.safeParse(event).data?.detail.metadata.event_id
  );
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return key;
  }
}
