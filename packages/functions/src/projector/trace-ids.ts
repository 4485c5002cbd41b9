import { type TraceId, traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import * as z from "zod";

const imageSchema = z.lazy(() => z.object({ trace_id: z.object({ S: traceIdSchema }) }));

const batchSchema = z.lazy(() =>
  z.object({
    Records: z.array(
      z
        .object({ dynamodb: z.object({ NewImage: z.unknown() }) })
        .catch({ dynamodb: { NewImage: undefined } }),
    ),
  }),
);

/** Returns the trace id in a stream record's image, even if the rest of the image cannot be read. */
export const traceIdOfImage = (image: unknown): TraceId | undefined =>
  imageSchema.safeParse(image).data?.trace_id.S;

/** Returns the trace ids of the events in a stream batch, as far as its records can be read. */
export const traceIdsOfRecords = (event: unknown): readonly TraceId[] =>
  (batchSchema.safeParse(event).data?.Records ?? []).flatMap(
    ({ dynamodb }) => traceIdOfImage(dynamodb.NewImage) ?? [],
  );
