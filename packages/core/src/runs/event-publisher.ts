import type { RunEvent } from "@paperledger/events/run-event";

/** An event that the bus did not take, and why. */
export interface PublishFailure {
  readonly event: RunEvent;
  /** A short stable code: the bus's own, such as `ThrottlingException`, or `entry-too-large`. */
  readonly code: string;
  /** For people. */
  readonly message: string;
}

/** The event bus, as those who publish see it. */
export interface EventPublisher {
  /**
   * Publishes events in the order given, each at least once. Gives those that the bus did not take, having tried them
   * again where that could help: none is given up in silence. Never throws for an event's sake.
   */
  publish(events: readonly RunEvent[]): Promise<readonly PublishFailure[]>;
}
