import { eventFromImage } from "@paperledger/aws/event-log/event-item";
import type { PublishableEvent } from "@paperledger/core/runs/event-publisher";
import { parseTraceId, type TraceId } from "@paperledger/core/trace-ids/trace-id";
import { parseContext } from "@paperledger/events/parse-context";
import * as z from "zod";
import { asError } from "../observability/as-error.ts";
import { traceIdOfImage } from "./trace-ids.ts";

/** The run event in a stream record. */
export interface AppendedEvent {
  readonly sequenceNumber: string;
  readonly traceId: TraceId;
  readonly event: PublishableEvent;
}

/** A stream record without a readable run event. */
export interface UnreadableRecord {
  readonly sequenceNumber: string;
  readonly traceId: TraceId | undefined;
  readonly error: Error;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
const streamEventSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(["INSERT", "MODIFY", "REMOVE"]),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        NewImage: z.unknown(),
      }),
    }),
  ),
});

/**
 * Returns the run events in a stream batch, up to the first record that cannot be read. Only inserts are events. The
 * log is append only, so a change or removal is somebody's repair of the table.
 */
export function appendedEvents(streamEvent: unknown): {
  readonly appended: readonly AppendedEvent[];
  readonly unreadable: UnreadableRecord | undefined;
} {
  const appended: AppendedEvent[] = [];
  for (const { eventName, dynamodb } of streamEventSchema.parse(streamEvent, parseContext()).Records) {
    if (eventName !== "INSERT") continue;
    const sequenceNumber = dynamodb.SequenceNumber;
    try {
      const event = eventFromImage(dynamodb.NewImage);
      appended.push({ sequenceNumber, traceId: parseTraceId(event.metadata.trace_id), event });
    } catch (cause) {
      const unreadable = {
        sequenceNumber,
        traceId: traceIdOfImage(dynamodb.NewImage),
        error: asError(cause),
      };
      return { appended, unreadable };
    }
  }
  return { appended, unreadable: undefined };
}
