import { timestampSchema } from "@paperledger/core/papers/paper";
import type { Continuation } from "@paperledger/core/runs/continuation";
import { traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import { z } from "zod";

/** The `source` that tells a continuation from the events of S3. */
const SOURCE = "paperledger.continuation";

/** A continuation as the event of an invocation. */
export const continuationEvent = (continuation: Continuation) => ({ source: SOURCE, ...continuation });

/**
 * An event that is given again after a while. A continuation is so for its file, and no longer for how it went on: who gives it
 * again has mended something, and the time before that does not count.
 */
export function givenAgain(event: unknown): unknown {
  const read = continuationEventSchema.safeParse(event);
  if (!read.success) return event;
  const { beganAt: _, ...continuation } = read.data;
  return { ...continuation, idleInvocations: 0 };
}

/** What {@link continuationEvent} made. */
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
  /** Not in the events of deployments before this was told. */
  beganAt: timestampSchema.exactOptional(),
});
