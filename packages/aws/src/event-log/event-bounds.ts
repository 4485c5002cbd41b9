import { sourceSchema } from "@paperledger/core/papers/paper";
import { parseContext } from "@paperledger/events/parse-context";
import type { RunEvent } from "@paperledger/events/run-event";
import * as z from "zod";

/** A limit that no count of a batch reaches. Sums of thousands of such counts are still exact in JavaScript. */
const MAX_COUNT = 2 ** 40;

/** A run counts 50 sources separately, and the others together. A DynamoDB transaction has at most 100 items. */
const MAX_SOURCES = 60;

/** An update of sums names each reason. DynamoDB limits an update expression to 4 KB. */
const MAX_REASONS = 60;

/** The statistics of a run are one item. DynamoDB limits an item to 400 KB. */
const MAX_CHARACTERS = 50_000;

const count = z.int().max(MAX_COUNT);
const text = z.string().max(MAX_CHARACTERS);

const BOUNDS: { readonly [Type in RunEvent["type"]]: z.ZodType } = {
  started: z.lazy(() => z.object({ bucket: text, key: text })),
  "batch-done": z.lazy(() => {
    const counts = z.object({
      processed: count,
      upserted: count,
      duplicate: count,
      rejected: count,
      bytes: count,
    });
    // A reason is a short code. The sums of a day have an attribute for each.
    const reasons = z
      .record(z.string().min(1).max(100), count)
      .refine((byReason) => Object.keys(byReason).length <= MAX_REASONS, {
        error: `more than ${MAX_REASONS} reasons`,
      });
    return counts.extend({
      batch_ms: count,
      rejected_by_reason: reasons,
      by_source: z
        .record(sourceSchema, counts.extend({ rejected_by_reason: reasons.optional() }))
        .refine((sources) => Object.keys(sources).length <= MAX_SOURCES, {
          error: `more than ${MAX_SOURCES} sources`,
        }),
    });
  }),
  completed: z.lazy(() => z.object({ format: text })),
  failed: z.lazy(() => z.object({ reason: text, message: text })),
};

/**
 * Checks that an event can be counted. Its sums must stay exact, and its statistics must fit into the items and
 * transactions of DynamoDB. Every event that paperledger writes is within these limits.
 *
 * @throws ZodError for an event that exceeds a limit
 */
export const mustBeCountable = ({ type, data }: RunEvent): void => {
  BOUNDS[type].parse(data, parseContext());
};
