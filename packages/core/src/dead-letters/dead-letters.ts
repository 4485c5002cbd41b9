/** The places that keep work that a function could not do. */
export const DEAD_LETTER_PLACES = ["uploads", "backfill", "deliveries", "stream"] as const;

/**
 * - `uploads`: messages that the processor could not handle in all their receives.
 * - `backfill`: messages of the backfill's queue that the processor could not handle in all their receives.
 * - `deliveries`: bus events that the sample subscriber could not handle.
 * - `stream`: batches of run events that the projector could not process.
 */
export type DeadLetterPlace = (typeof DEAD_LETTER_PLACES)[number];

/** The places that are queues. */
export type DeadLetterQueue = Exclude<DeadLetterPlace, "stream">;

/** One dead letter, with the facts that can be read from it. */
export interface DeadLetter {
  /** When it was sent: UTC, ISO 8601 with milliseconds. */
  readonly at: string;
  /** The file of an upload, the id of an event, or the key of a stream batch. */
  readonly about: string;
  /** The whole dead letter as text. Set only if the reader was asked for the texts. */
  readonly text?: string;
}

/** The dead letters of one place. */
export interface DeadLetters {
  readonly place: DeadLetterPlace;
  /** The number of dead letters. SQS counts approximately. */
  readonly count: number;
  /** When the oldest of `some` was sent. Null if there is none. */
  readonly oldestAt: string | null;
  /** Some of the dead letters, oldest first. Reading does not remove them. */
  readonly some: readonly DeadLetter[];
}

/** Reads one place without taking anything from it. `inside` reads the texts of the dead letters too. */
export type ReadDeadLetters = (
  place: DeadLetterPlace,
  look?: { readonly inside: boolean },
) => Promise<DeadLetters>;
