import type { RunEvent } from "@paperledger/events/run-event";
import type { UnknownEvent } from "@paperledger/events/stored-event";

/** An event of the log. This version of the code may not know its type. */
export type PublishableEvent = RunEvent | UnknownEvent;

/** The code of an event that was not published because the time was over. */
export const OUT_OF_TIME = "out-of-time";

/** An event that the bus did not accept, and the reason. */
export interface PublishFailure {
  readonly event: PublishableEvent;
  /** A short stable code: the bus's own code such as `ThrottlingException`, or `entry-too-large`, or {@link OUT_OF_TIME}. */
  readonly code: string;
  /** For people. */
  readonly message: string;
}

/** Publishes events to the event bus. */
export interface EventPublisher {
  /**
   * Publishes events in the given order, each at least once. Retries events if a retry can help. Returns the events that the bus
   * did not accept: every event is either published or returned. A failed event never throws.
   *
   * @param signal aborts requests, retries and waits. An event whose request was in flight may still be published
   */
  publish(events: readonly PublishableEvent[], signal?: AbortSignal): Promise<readonly PublishFailure[]>;
}
