/** Thrown for an item of the runs table that is not a readable run event. */
export class EventLogError extends Error {
  override readonly name = "EventLogError";
  readonly traceId: unknown;
  readonly seq: unknown;

  constructor(
    place: { readonly trace_id?: unknown; readonly seq?: unknown },
    problem: string,
    options?: ErrorOptions,
  ) {
    super(
      `the event of run ${JSON.stringify(place.trace_id)} at seq ${JSON.stringify(place.seq)} cannot be read: ${problem}`,
      options,
    );
    this.traceId = place.trace_id;
    this.seq = place.seq;
  }
}
