import type { RunEvent } from "@paperledger/events/run-event";

/**
 * Marks an event as replayed: `metadata.replayed_at` is when it was sent again. All else is as it was published.
 *
 * @param at UTC, ISO 8601 with milliseconds
 */
export const replayedEvent = <Event extends RunEvent>(event: Event, at: string) => ({
  ...event,
  metadata: { ...event.metadata, replayed_at: at },
});
