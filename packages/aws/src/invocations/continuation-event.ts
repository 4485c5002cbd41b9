import { timestampSchema } from "@paperledger/core/papers/paper";
import type { Continuation } from "@paperledger/core/runs/continuation";
import { traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import * as z from "zod";

/** The `source` of a continuation. It differs from the source of S3's events. */
const SOURCE = "paperledger.continuation";

/** Returns a continuation as the body of a message. */
export const continuationEvent = (continuation: Continuation) => ({ source: SOURCE, ...continuation });

/**
 * Returns an event for a redrive. In a continuation, the idle invocations and the time of work become 0, because
 * somebody has fixed something since then.
 */
export function givenAgain(event: unknown): unknown {
  const read = continuationEventSchema.safeParse(event);
  if (!read.success) return event;
  return { ...read.data, idleInvocations: 0, workedMs: 0 };
}

/** The schema of an event that {@link continuationEvent} returns. */
export const continuationEventSchema = z.lazy(() =>
  z.object({
    source: z.literal(SOURCE),
    file: z.object({
      traceId: traceIdSchema,
      bucket: z.string().min(1),
      key: z.string().min(1),
      versionId: z.string().exactOptional(),
      etag: z.string().exactOptional(),
      sizeBytes: z.int().min(0),
      batchTimestamp: timestampSchema,
    }),
    idleInvocations: z.int().min(0),
    /** Absent in a continuation of an older deployment. */
    workedMs: z.int().min(0).default(0),
  }),
);
