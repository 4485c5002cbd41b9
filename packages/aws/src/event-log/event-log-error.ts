import type { z } from "zod";
import { prettifyError } from "zod";

/** An item of the runs table cannot be read as a run event. */
export class EventLogError extends Error {
  override readonly name = "EventLogError";
  readonly traceId: unknown;
  readonly seq: unknown;

  constructor(place: { readonly trace_id?: unknown; readonly seq?: unknown }, problem: string | z.ZodError) {
    const text = typeof problem === "string" ? problem : `${prettifyError(problem)}. Something else wrote it`;
    super(
      `the event of run ${JSON.stringify(place.trace_id)} at seq ${JSON.stringify(place.seq)} cannot be read: ${text}`,
      typeof problem === "string" ? undefined : { cause: problem },
    );
    this.traceId = place.trace_id;
    this.seq = place.seq;
  }
}
