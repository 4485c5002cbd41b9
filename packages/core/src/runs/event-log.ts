import type { RunEvent } from "@paperledger/events/run-event";
import type { TraceId } from "../trace-ids/trace-id.ts";

/** Called for an item that cannot be read and is skipped. */
export type OnUnreadable = (error: Error) => void;

/** The runs table: append only, the source of truth on runs. */
export interface EventLog {
  /**
   * Appends an event if its place (`trace_id`, `seq`) is free. Returns the event at that place: the given event, or the one that
   * another attempt appended first. The caller has to continue with the returned event.
   *
   * @param signal after it aborts, no request for this event begins, and its reason is thrown
   */
  append(event: RunEvent, signal?: AbortSignal): Promise<RunEvent>;

  /**
   * Yields the events of a run in order of `seq`. It reads consistently.
   *
   * @param afterSeq leaves out the events up to this `seq`, and does not read them
   * @throws if an item cannot be read and `onUnreadable` is not given
   */
  eventsOf(traceId: TraceId, onUnreadable?: OnUnreadable, afterSeq?: number): AsyncIterable<RunEvent>;

  /** Yields every event of every run. The events of a run come together, in order of `seq`. @throws like `eventsOf` */
  allEvents(onUnreadable?: OnUnreadable): AsyncIterable<RunEvent>;
}
