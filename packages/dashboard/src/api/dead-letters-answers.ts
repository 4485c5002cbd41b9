import type { DeadLetterPlace } from "@paperledger/core/dead-letters/dead-letters";

/** `GET /api/dead-letters`: the dead letters of each place. */
export interface DeadLettersAnswer {
  readonly places: readonly DeadLettersOfPlace[];
}

export interface DeadLettersOfPlace {
  readonly place: DeadLetterPlace;
  /** Why the place or its dead letters cannot be read. Null if they can. */
  readonly problem: string | null;
  /** SQS counts approximately. Null if the place cannot be read. */
  readonly count: number | null;
  /** The time at which the oldest of `some` was sent. */
  readonly oldest_at: string | null;
  /** Some of the dead letters, oldest first. */
  readonly some: readonly DeadLetterLine[];
}

export interface DeadLetterLine {
  readonly at: string;
  /** The file of an upload, the id of an event, or the key of a stream batch. */
  readonly about: string;
  /** The run that it is about, if it names one. */
  readonly trace_id: string | null;
  /** The beginning of its text. Empty if that cannot be read. */
  readonly text: string;
  /** The length of the whole text. */
  readonly characters: number;
}
