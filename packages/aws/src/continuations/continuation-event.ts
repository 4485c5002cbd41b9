import { timestampSchema } from "@paperledger/core/papers/paper";
import type { Continuation } from "@paperledger/core/runs/continuation";
import { traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import { z } from "zod";

/** The `source` that tells a continuation from the events of S3. */
const SOURCE = "paperledger.continuation";

/** A continuation as the event of an invocation. */
export const continuationEvent = (continuation: Continuation) => ({ source: SOURCE, ...continuation });

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
