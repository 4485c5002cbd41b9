import { timestampSchema } from "@paperledger/core/papers/paper";
import * as z from "zod";

/** The `source` of a backfill's message. It differs from the source of S3's events. */
const SOURCE = "paperledger.backfill";

/** The schema of an event that {@link backfillEvent} returns. */
export const backfillEventSchema = z.lazy(() =>
  z.object({
    source: z.literal(SOURCE),
    bucket: z.string().min(1),
    key: z.string().min(1),
    versionId: z.string().min(1).exactOptional(),
    etag: z.string().min(1).exactOptional(),
    sizeBytes: z.int().min(0),
    lastModifiedAt: timestampSchema,
    againAt: timestampSchema.exactOptional(),
  }),
);

/** An object that a backfill sends to the processor. */
export interface BackfilledObject {
  readonly bucket: string;
  /** The decoded key, as S3 stores it. */
  readonly key: string;
  /** Absent if the bucket keeps no versions. */
  readonly versionId?: string;
  readonly etag?: string;
  readonly sizeBytes: number;
  /** The time of the batch file. */
  readonly lastModifiedAt: z.infer<typeof timestampSchema>;
  /** The start of a backfill that makes a new run on purpose. The run's trace id is made from it. */
  readonly againAt?: z.infer<typeof timestampSchema>;
}

/** Returns an object of a backfill as the body of a message. */
export const backfillEvent = (object: BackfilledObject) => ({ source: SOURCE, ...object });
