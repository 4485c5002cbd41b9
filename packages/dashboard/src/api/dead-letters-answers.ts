import type { DeadLetterPlace } from "@paperledger/core/dead-letters/dead-letters";

/** `GET /api/dead-letters`: what each place keeps. */
export interface DeadLettersAnswer {
  readonly places: readonly DeadLettersOfPlace[];
}

export interface DeadLettersOfPlace {
  readonly place: DeadLetterPlace;
  /** Why the place, or what is inside of its dead letters, cannot be read. Null if it can. */
  readonly problem: string | null;
  /** SQS counts approximately. Null if the place cannot be read. */
  readonly count: number | null;
  /** When the oldest of `some` was sent. */
  readonly oldest_at: string | null;
  /** Some of them, oldest first. */
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
