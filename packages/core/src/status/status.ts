import type { DeadLetterPlace, DeadLetters } from "../dead-letters/dead-letters.ts";
import type { CountedUpTo, TimeRange } from "../statistics/statistics-store.ts";
import type { ProcessorQueue, QueueDepth } from "./processor-queues.ts";

/** The status of a deployment for an operator. Everything is about one range of time, unless a field says otherwise. */
export interface Status {
  readonly range: TimeRange;
  /** The runs of each part of the range, such as the night and the hours after it. */
  readonly parts: readonly StatusPart[];
  /** The runs that began, have not ended, and had no event for a while. They may be of any time. */
  readonly silent: readonly RunOfTodo[];
  /** The things that a person has to do. Often empty. */
  readonly todo: readonly Todo[];
  /**
   * The number of runs that failed before the range and have not completed since. It is a sum, so it costs no read of these runs. Null if the
   * sum could not be read.
   */
  readonly failedBefore: number | null;
  /** The counts of each source, over its runs. */
  readonly sources: readonly SourceCounts[];
  /** The progress of the statistics. Null if it could not be read. */
  readonly countedUpTo: CountedUpTo | null;
  /** The depth of each queue of the processor. */
  readonly queues: readonly DepthOfQueue[];
  /** The dead letters of every place. */
  readonly deadLetters: readonly DeadLettersOfPlace[];
  /** The parts that could not be read, one line each. If this is not empty, the status is incomplete. */
  readonly unknown: readonly string[];
}

/** The depth of a queue. Null if it could not be read. */
export interface DepthOfQueue {
  readonly queue: ProcessorQueue;
  readonly depth: QueueDepth | null;
}

/** The dead letters of a place. `count` is null if the place could not be read. */
type DeadLettersOfPlace = Omit<DeadLetters, "count"> & { readonly count: number | null };

/** The number of runs whose S3 event was in a range of time, by outcome. */
export interface StatusPart extends TimeRange {
  readonly runs: number;
  readonly completed: number;
  /** Completed runs that rejected a record. They are in `completed` too. */
  readonly withRejects: number;
  readonly failed: number;
  readonly running: number;
  /** Runs that have begun, have not ended, and had no event for a while. They are neither in `failed` nor in `running`. */
  readonly silent: number;
}

export interface SourceCounts {
  readonly source: string;
  readonly upserted: number;
  readonly duplicate: number;
  readonly rejected: number;
}

/** A run and its file. */
export interface RunOfTodo {
  readonly traceId: string;
  readonly key: string | null;
}

/** A thing to do. Runs or records with the same reason are one thing. */
export type Todo =
  | {
      readonly kind: "failed-runs";
      readonly reason: string;
      readonly count: number;
      /** The message of the newest run, without its file. */
      readonly sample: string;
      /** The newest runs. */
      readonly runs: readonly RunOfTodo[];
    }
  | {
      readonly kind: "rejected-records";
      readonly reason: string;
      /** The number of open rejects. A record that was redriven and rejected again counts once. */
      readonly count: number;
      readonly runCount: number;
      /** The message of one reject, without its file and place. Null if the reject could not be read. */
      readonly sample: string | null;
      readonly runs: readonly RunOfTodo[];
    }
  | {
      readonly kind: "silent-runs";
      readonly count: number;
      /** The time of the latest event of all these runs. */
      readonly lastEventAt: string;
      readonly runs: readonly RunOfTodo[];
    }
  | {
      readonly kind: "dead-letters";
      readonly place: DeadLetterPlace;
      readonly count: number;
      readonly oldestAt: string | null;
      /** A summary of the oldest dead letter. Null if it could not be read. */
      readonly sample: string | null;
    }
  | {
      readonly kind: "missing-source";
      readonly source: string;
      /** The last UTC date on which the source had records. */
      readonly lastDate: string;
    }
  | { readonly kind: "behind"; readonly events: number; readonly newestEventAt: string | null };
