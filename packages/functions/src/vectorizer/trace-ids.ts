import { traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import * as z from "zod";

const busEventSchema = z.lazy(() =>
  z.object({
    detail: z.object({ metadata: z.object({ trace_id: traceIdSchema }) }),
  }),
);

/** Returns the trace id of an event on the bus. The list is empty for an event of another source. */
export function traceIdsOfBusEvent(event: unknown): readonly string[] {
  const { data } = busEventSchema.safeParse(event);
  return data ? [data.detail.metadata.trace_id] : [];
}
