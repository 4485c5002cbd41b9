import type { EventOutline } from "@paperledger/core/runs/event-outline";
import {
  batchDoneSchema,
  metadataSchema,
  RUN_EVENT_TYPES,
  SCHEMA_VERSION,
} from "@paperledger/events/run-event";
import { OlderEventError } from "@paperledger/events/stored-event";
import * as z from "zod";
import { EventLogError } from "./event-log-error.ts";
import { whyUnreadable } from "./why-unreadable.ts";

const { processed, upserted, duplicate, rejected, rejected_by_reason, bytes, batch_ms, records, reject_key } =
  batchDoneSchema.unwrap().shape;

const figures = z.object({
  processed,
  upserted,
  duplicate,
  rejected,
  rejected_by_reason,
  bytes,
  batch_ms,
  records,
  reject_key,
});

const metadata = metadataSchema.extend({ type: z.enum(RUN_EVENT_TYPES) });

const unknownType = metadataSchema.extend({ type: z.string().min(1) });

const ATTRIBUTES = Object.keys(metadata.shape);
const FIGURES = Object.keys(figures.shape);

/**
 * The part of a Query that makes DynamoDB return only the attributes of an outline. DynamoDB still reads the whole items, but it
 * sends much less, and the SDK decodes much less.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html
 */
export const OUTLINE_PROJECTION = {
  ProjectionExpression: [
    ...ATTRIBUTES.map((name) => `#${name}`),
    ...FIGURES.map((name) => `#data.#${name}`),
  ].join(", "),
  // Several of these names are reserved words of DynamoDB.
  ExpressionAttributeNames: Object.fromEntries(
    [...ATTRIBUTES, ...FIGURES, "data"].map((name) => [`#${name}`, name]),
  ),
};

/**
 * Reads an item of the runs table of which only the attributes of an outline are known. Returns undefined for an event of an unknown
 * type.
 *
 * @throws EventLogError if the item is not an event
 */
export function outlineOfItem(item: Readonly<Record<string, unknown>>): EventOutline | undefined {
  try {
    const known = metadata.safeParse(item);
    if (!known.success) {
      unknownType.parse(item);
      return undefined;
    }
    const { type, seq, occurred_at, schema_version } = known.data;
    if (schema_version < SCHEMA_VERSION) throw new OlderEventError(known.data);
    return type === "batch-done"
      ? { type, seq, occurred_at, batch: figures.parse(item.data) }
      : { type, seq, occurred_at };
  } catch (error) {
    throw new EventLogError(item, whyUnreadable(error, item), { cause: error });
  }
}
