import type { AgainLine, Outcome, RunLine } from "./answers.ts";

/** `GET /api/run`: a run as in `paperledger trace`, without its batches and its rejects. */
export interface RunAnswer {
  readonly trace_id: string;
  /** When its file was uploaded. */
  readonly at: string;
  readonly outcome: Outcome;
  /** The story of the run, in one sentence. */
  readonly story: string;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly size_bytes: number | null;
  readonly format: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  /** The time that its attempts worked, in milliseconds, without the waits between them. Null while one works, or if the time is unknown. */
  readonly took_ms: number | null;
  /** From the first start to the last end, in milliseconds. Null while it has not ended. */
  readonly span_ms: number | null;
  /** True if work on it began again, after a failure or after it went silent. */
  readonly was_redriven: boolean;
  /** Null if no attempt shows a redrive. */
  readonly again: AgainLine | null;
  /** When the last of its events happened. Null if it has ended and is counted, because then its end is the last event. */
  readonly last_event_at: string | null;
  /** The last failure, kept even if the run completed after it. */
  readonly failure: {
    readonly at: string;
    readonly reason: string;
    readonly message: string;
    readonly batches: number;
  } | null;
  readonly counts: {
    readonly processed: number;
    readonly upserted: number;
    readonly duplicate: number;
    readonly rejected: number;
    readonly batches: number;
    readonly bytes: number;
  };
  /** The share of the records that are upserted or duplicate, from 0 to 1. */
  readonly success_rate: number | null;
  /** The times of its batches, approximately: they are read from a histogram. */
  readonly batch_ms: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  };
  /** From its start to its end. Null while it has not ended, and if it was redriven. */
  readonly papers_per_second: number | null;
  /** The most frequent reason comes first. `open` counts the records that no redrive has written since. */
  readonly reasons: readonly { readonly reason: string; readonly records: number; readonly open: number }[];
  readonly sources: readonly {
    readonly source: string;
    readonly upserted: number;
    readonly duplicate: number;
    readonly rejected: number;
  }[];
  /** The number of events of each type in the log. Each of them is also published on the bus. */
  readonly published: {
    readonly started: number;
    readonly batch_done: number;
    readonly completed: number;
    readonly failed: number;
  };
  /** False while the projector has not counted all events of the run. */
  readonly is_counted: boolean;
  readonly attempts: readonly AttemptLine[];
  /** Why attempts or events cannot be read: the first of them, and the number of the others. */
  readonly unreadable: readonly string[];
  /** The run whose rejected records this run reads again. */
  readonly redrives: string | null;
  /** The runs that read rejected records of this run again, oldest first. */
  readonly redriven_by: readonly RunLine[];
  /** The trace ids of the runs that are reading rejects of this run again now, oldest first. They may redrive the rejects of a redrive. */
  readonly redrives_under_way: readonly string[];
}

/** The work of one invocation on a run. */
export interface AttemptLine {
  readonly started_at: string;
  readonly request_id: string;
  /** Null while the attempt works, or if its process was killed. */
  readonly took_ms: number | null;
  /** The end of the attempt, in a few words. */
  readonly end: string;
  readonly kind: "ended" | "handed-on" | "interrupted" | "open";
}

/** `GET /api/run/batches`: the batches of a run, or of a part of it. A long run is read by several requests. */
export type BatchesAnswer =
  | {
      readonly state: "reading";
      /** The number of batches that have been read. The next request reads on. */
      readonly batches_read: number;
    }
  | BatchesRead;

export interface BatchesRead {
  readonly state: "read";
  /** The `seq` of the last batch that is done. 0 if no batch is done. */
  readonly last_seq: number;
  readonly batches: number;
  /** The number of batches that are not done although later ones are. */
  readonly missing: number;
  /** From a histogram, as in `paperledger trace`: at most 3.2 % off. */
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly slowest_ms: number | null;
  /** The rate of these batches. Its time begins when the batch before them ended, and ends when the last of them ended. */
  readonly papers_per_second: number | null;
  readonly bars: readonly BatchBar[];
  /** The slowest batches of the range, slowest first. */
  readonly slowest: readonly BatchLine[];
  /** False once nothing can be appended to the run. */
  readonly may_grow: boolean;
  /** Why events of the run cannot be read: the first of them, and the number of the others. */
  readonly unreadable: readonly string[];
}

/** A bar of one or more consecutive batches. */
export interface BatchBar {
  readonly first_seq: number;
  readonly last_seq: number;
  readonly batches: number;
  /** The time at which the last of these batches was done. */
  readonly at: string;
  readonly slowest_ms: number;
  readonly processed: number;
  readonly upserted: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** Records a second since the bar before. */
  readonly papers_per_second: number | null;
}

/** One batch of a run. */
export interface BatchLine {
  readonly seq: number;
  readonly at: string;
  readonly batch_ms: number;
  readonly upserted: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly first_record: number;
  readonly last_record: number;
}

/** `GET /api/run/rejects`: rejected records of a run, in the order of its batches. */
export interface RejectsAnswer {
  readonly rejects: readonly RejectLine[];
  /** The place at which the next page continues. Null if this is the last page. */
  readonly next: string | null;
}

/** A rejected record, with the beginning of its text. */
export interface RejectLine {
  /** Identifies the record in `GET /api/run/reject-text`, which returns the whole text. */
  readonly id: string;
  readonly reason: string;
  /** The fault, without its place. */
  readonly problem: string;
  readonly record_number: number;
  readonly byte_offset: number;
  /** The file within an archive. */
  readonly entry: string | null;
  readonly paper_id: string | null;
  readonly text: string;
  /** The length of the whole text. */
  readonly characters: number;
  /** True if the stored text is cut too. The batch file has the whole text at `byte_offset`. */
  readonly is_truncated: boolean;
}
