import type { DeadLetterPlace, DeadLetters } from "../dead-letters/dead-letters.ts";
import type { CountedUpTo, TimeRange } from "../statistics/statistics-store.ts";

/** What a deployment looks like to an operator. Everything about one range of moments, unless it says otherwise. */
export interface Status {
  readonly range: TimeRange;
  /** The runs of each part of the range, such as the night and the hours after it. */
  readonly parts: readonly StatusPart[];
  /** What a person has to do. Nothing to do if it is empty. */
  readonly todo: readonly Todo[];
  /** What the runs of each source did. */
  readonly sources: readonly SourceCounts[];
  /** How far the statistics are behind the event log. Null if nobody could tell. */
  readonly countedUpTo: CountedUpTo | null;
  readonly deadLetters: readonly DeadLetters[];
  /** What could not be read, each in one line. The status is not whole if there is something. */
  readonly unknown: readonly string[];
}

/** The runs whose S3 event was in a range of moments, by what came of them. */
export interface StatusPart extends TimeRange {
  readonly runs: number;
  readonly completed: number;
  /** Completed runs that rejected a record. They are in `completed` too. */
  readonly withRejects: number;
  readonly failed: number;
  readonly running: number;
  /** Runs that began, have not ended, and of which nothing was heard for a while. They are neither `failed` nor `running`. */
  readonly silent: number;
}

export interface SourceCounts {
  readonly source: string;
  readonly upserted: number;
  readonly duplicate: number;
  readonly rejected: number;
}

/** A run, and its file. */
export interface RunOfTodo {
  readonly traceId: string;
  readonly key: string | null;
}

/** Things to do that have one reason. */
export type Todo =
  | {
      readonly kind: "failed-runs";
      readonly reason: string;
      readonly count: number;
      /** The message of the newest of them. */
      readonly sample: string;
      /** The newest runs. */
      readonly runs: readonly RunOfTodo[];
    }
  | {
      readonly kind: "rejected-records";
      readonly reason: string;
      /** The records that are open, redriven ones counted once. */
      readonly count: number;
      readonly runCount: number;
      /** The message of one of them. Null if the reject could not be read. */
      readonly sample: string | null;
      readonly runs: readonly RunOfTodo[];
    }
  | {
      readonly kind: "silent-runs";
      readonly count: number;
      /** When the newest of them was heard of last. */
      readonly lastEventAt: string;
      readonly runs: readonly RunOfTodo[];
    }
  | {
      readonly kind: "dead-letters";
      readonly place: DeadLetterPlace;
      readonly count: number;
      readonly oldestAt: string | null;
      /** What the oldest of them is about. */
      readonly sample: string | null;
    }
  | {
      readonly kind: "missing-source";
      readonly source: string;
      /** The UTC date of its last records. */
      readonly lastDate: string;
    }
  | { readonly kind: "behind"; readonly events: number; readonly newestEventAt: string | null };
