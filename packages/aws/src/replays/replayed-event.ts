import type { RunEvent } from "@paperledger/events/run-event";

/**
 * Returns an event marked as replayed. `metadata.replayed_at` is the time at which it is sent again. All other fields stay the same.
 *
 * @param at UTC, ISO 8601 with milliseconds
 */
export const replayedEvent = <Event extends RunEvent>(event: Event, at: string) => ({
  ...event,
  metadata: { ...event.metadata, replayed_at: at },
});
