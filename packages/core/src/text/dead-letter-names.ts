import type { DeadLetterPlace } from "../dead-letters/dead-letters.ts";

/** The names of the dead letters of each place: the singular and the plural. */
export const DEAD_LETTER_NAMES: Readonly<Record<DeadLetterPlace, readonly [string, string]>> = {
  uploads: ["message of an upload", "messages of uploads"],
  backfill: ["message of a backfill", "messages of backfills"],
  deliveries: ["event for the subscriber", "events for the subscriber"],
  stream: ["batch of run events", "batches of run events"],
};
