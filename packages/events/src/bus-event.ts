import * as z from "zod";
import {
  batchDoneSchema,
  completedSchema,
  failedSchema,
  metadataSchema,
  type RunEvent,
  type RunEventType,
  startedSchema,
  timestampSchema,
} from "./run-event.ts";
import type { UnknownEvent } from "./stored-event.ts";

/** The `source` of every paperledger event on the bus. */
export const EVENT_SOURCE = "paperledger";

export type DetailType<Type extends string = RunEventType> = `paper-batch.${Type}`;

/** Returns the `detail-type` of an event on the bus: `paper-batch.started` for `started`. */
export const detailTypeOf = <Type extends string>(type: Type): DetailType<Type> => `paper-batch.${type}`;

/** Returns the `detail` of an event on the bus: `{ metadata, data }`. */
export const detailOf = <Event extends RunEvent | UnknownEvent>({ metadata, data }: Event) => ({
  metadata,
  data,
});

const busMetadataSchema = metadataSchema.extend({
  /** When `paperledger replay` sent the event again. Absent if it was published in the usual way. */
  replayed_at: timestampSchema.optional(),
});

const busEvent = <Type extends RunEventType, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({
    source: z.literal(EVENT_SOURCE),
    "detail-type": z.literal(detailTypeOf(type)),
    detail: z.object({ metadata: busMetadataSchema, data }),
  });

export const startedOnBusSchema = busEvent("started", startedSchema);
export const batchDoneOnBusSchema = busEvent("batch-done", batchDoneSchema);
export const completedOnBusSchema = busEvent("completed", completedSchema);
export const failedOnBusSchema = busEvent("failed", failedSchema);

/** A paperledger event as EventBridge delivers it, without the fields that EventBridge adds. */
export const busEventSchema = z.discriminatedUnion("detail-type", [
  startedOnBusSchema,
  batchDoneOnBusSchema,
  completedOnBusSchema,
  failedOnBusSchema,
]);

export type BusEvent = z.infer<typeof busEventSchema>;
export type BatchDoneOnBus = z.infer<typeof batchDoneOnBusSchema>;
