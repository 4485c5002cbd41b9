import { sourceSchema } from "@paperledger/core/papers/paper";
import type { RunEvent } from "@paperledger/events/run-event";
import * as z from "zod";

/** More than any batch has of anything. Sums of thousands of such counts are still whole numbers that JavaScript holds. */
const MAX_COUNT = 2 ** 40;

/** A run counts 50 sources apart, and the others as one. DynamoDB writes 100 items in a transaction. */
const MAX_SOURCES = 60;

/** An update of sums names each reason. DynamoDB takes 4 KB of it. */
const MAX_REASONS = 60;

/** The statistics of a run are one item, which DynamoDB lets have 400 KB. */
const MAX_CHARACTERS = 50_000;

const count = z.int().max(MAX_COUNT);
/** A reason is a short code. The sums of a day have an attribute for each. */
const reasons = z
  .record(z.string().min(1).max(100), count)
  .refine((counts) => Object.keys(counts).length <= MAX_REASONS, {
    error: `more than ${MAX_REASONS} reasons`,
  });
const counts = z.object({
  processed: count,
  upserted: count,
  duplicate: count,
  rejected: count,
  bytes: count,
});
const text = z.string().max(MAX_CHARACTERS);

const BOUNDS: { readonly [Type in RunEvent["type"]]: z.ZodType } = {
  started: z.object({ bucket: text, key: text }),
  "batch-done": counts.extend({
    batch_ms: count,
    rejected_by_reason: reasons,
    by_source: z
      .record(sourceSchema, counts.extend({ rejected_by_reason: reasons.optional() }))
      .refine((sources) => Object.keys(sources).length <= MAX_SOURCES, {
        error: `more than ${MAX_SOURCES} sources`,
      }),
  }),
  completed: z.object({ format: text }),
  failed: z.object({ reason: text, message: text }),
};

/**
 * Checks that an event can be counted: its sums stay exact and its statistics fit into the items and transactions of
 * DynamoDB. No event that paperledger writes is beyond these bounds.
 *
 * @throws ZodError for an event that is
 */
export const mustBeCountable = ({ type, data }: RunEvent): void => {
  BOUNDS[type].parse(data);
};
