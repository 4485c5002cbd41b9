import { timestampSchema } from "@paperledger/core/papers/paper";
import type { Continuation } from "@paperledger/core/runs/continuation";
import { traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import * as z from "zod";

/** The `source` that tells a continuation from the events of S3. */
const SOURCE = "paperledger.continuation";

/** A continuation as the body of a message. */
export const continuationEvent = (continuation: Continuation) => ({ source: SOURCE, ...continuation });

/**
 * Returns an event as it is to be given again after a while. A continuation begins anew: whoever gives it again has mended
 * something, so the idle invocations and the work before that do not count.
 */
export function givenAgain(event: unknown): unknown {
  const read = continuationEventSchema.safeParse(event);
  if (!read.success) return event;
  return { ...read.data, idleInvocations: 0, workedMs: 0 };
}

/** The schema of what {@link continuationEvent} makes. */
export const continuationEventSchema = z.object({
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
  /** The continuations of deployments before the queue do not have it. */
  workedMs: z.int().min(0).default(0),
});
