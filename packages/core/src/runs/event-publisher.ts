import type { RunEvent } from "@paperledger/events/run-event";
import type { UnknownEvent } from "@paperledger/events/stored-event";

/** An event of the log, whether or not this version of the code knows its type. */
export type PublishableEvent = RunEvent | UnknownEvent;

/** The code of an event that was not published because the time for it was over. */
export const OUT_OF_TIME = "out-of-time";

/** An event that the bus did not take, and why. */
export interface PublishFailure {
  readonly event: PublishableEvent;
  /** A short stable code: the bus's own, such as `ThrottlingException`, or `entry-too-large`, or {@link OUT_OF_TIME}. */
  readonly code: string;
  /** For people. */
  readonly message: string;
}

/** The event bus, as those who publish see it. */
export interface EventPublisher {
  /**
   * Publishes events in the order given, each at least once. Gives those that the bus did not take, having tried them
   * again where that could help: none is given up in silence. Never throws for an event's sake.
   *
   * @param signal ends requests, retries and waits. An event whose request was under way may still be published.
   */
  publish(events: readonly PublishableEvent[], signal?: AbortSignal): Promise<readonly PublishFailure[]>;
}
