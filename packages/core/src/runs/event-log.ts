import type { RunEvent } from "@paperledger/events/run-event";
import type { TraceId } from "../trace-ids/trace-id.ts";

/** The runs table: append only, the source of truth on runs. */
export interface EventLog {
  /**
   * Appends an event on condition that its place (`trace_id`, `seq`) is free. Gives the event that the log holds
   * there: the one given, or the one that another attempt appended first. The caller goes on from what it gets.
   */
  append(event: RunEvent): Promise<RunEvent>;

  /** The events of a run in order of `seq`, read consistently. */
  eventsOf(traceId: TraceId): AsyncIterable<RunEvent>;

  /** Every event of every run; those of a run come together and in order of `seq`. */
  allEvents(): AsyncIterable<RunEvent>;
}
