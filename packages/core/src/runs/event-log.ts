import type { RunEvent } from "@paperledger/events/run-event";
import type { TraceId } from "../trace-ids/trace-id.ts";

/** Is called for an item of the log that cannot be read as an event and is skipped. */
export type OnUnreadable = (error: Error) => void;

/** The runs table: append only, the source of truth on runs. */
export interface EventLog {
  /**
   * Appends an event on condition that its place (`trace_id`, `seq`) is free. Gives the event that the log holds
   * there: the one given, or the one that another attempt appended first. The caller goes on from what it gets.
   */
  append(event: RunEvent): Promise<RunEvent>;

  /**
   * The events of a run in order of `seq`, read consistently.
   *
   * @throws at an item that cannot be read, unless there is somebody to tell of it
   */
  eventsOf(traceId: TraceId, onUnreadable?: OnUnreadable): AsyncIterable<RunEvent>;

  /** Every event of every run; those of a run come together and in order of `seq`. @throws as `eventsOf` does */
  allEvents(onUnreadable?: OnUnreadable): AsyncIterable<RunEvent>;
}
