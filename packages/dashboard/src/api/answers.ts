import type { statusJson } from "@paperledger/core/status/status-json";
import type { DashboardPlace } from "../dashboard-place.ts";
import type { Job } from "../jobs/job.ts";

/** The answer to a request that cannot be answered. It says why. */
export interface ErrorAnswer {
  readonly error: { readonly message: string };
}

/** `GET /api/place` */
export interface PlaceAnswer {
  readonly place: DashboardPlace;
  /** The time of the server, for "last night" and ages. */
  readonly now: string;
}

/** `GET /api/status`: the answer of `paperledger status --json`, and the trace ids of all runs that went silent. */
export type StatusAnswer = ReturnType<typeof statusJson> & { readonly silent: readonly string[] };

/** `GET /api/counted-up-to` */
export interface CountedUpToAnswer {
  readonly newest_event_at: string | null;
  readonly events_behind: number;
  /** True if events have been missing for so long that somebody has to look. */
  readonly is_late: boolean;
}

/** `GET /api/search`: the run or paper that a text names. */
export type SearchAnswer =
  | { readonly kind: "run"; readonly trace_id: string }
  | { readonly kind: "paper"; readonly paper_id: string }
  /**
   * No run and no paper, but possibly a part of a file's name. The note says why a name of several runs or papers is not enough.
   * Otherwise it is null. `papers` are the ids of the papers that the text could name, none of which exists.
   */
  | { readonly kind: "text"; readonly note: string | null; readonly papers: readonly string[] };

/** `GET /api/jobs`: the jobs, newest first, each with its last lines. `GET /api/jobs/ID` has all lines of one job. */
export interface JobsAnswer {
  readonly jobs: readonly Job[];
}

/** The outcome of a run, as the page colours it. */
export type Outcome = "completed" | "completed-with-rejects" | "failed" | "silent" | "running";

/** A run, as the list shows it. */
export interface RunLine {
  readonly trace_id: string;
  /** When its file was uploaded. */
  readonly at: string;
  readonly outcome: Outcome;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly size_bytes: number | null;
  readonly format: string | null;
  readonly started_at: string | null;
  /**
   * The time that it worked, in milliseconds. Null while it has not ended. Also null if it was redriven, because then it also
   * waited.
   */
  readonly took_ms: number | null;
  /** From its first start to its last end, in milliseconds. Null while it has not ended. */
  readonly span_ms: number | null;
  /** True if it was begun again after a failure, and has ended since. */
  readonly was_redriven: boolean;
  readonly upserted: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** Why it failed, and why its records were rejected: the most frequent first. */
  readonly reasons: readonly string[];
  readonly sources: readonly string[];
}

/** The redrives that the attempts at a run show. The statistics do not count a redrive that failed for the same reason again. */
export interface AgainLine {
  readonly attempts: number;
  readonly last_began_at: string;
  /** True if the last attempt has no end yet, or its process was killed. */
  readonly is_last_open: boolean;
  /** When the last attempt failed. Null if it did not fail, or if no attempt failed before it. */
  readonly failed_again_at: string | null;
}

/** `GET /api/runs/begun-again`: the runs on which work began again, by trace id. The others are missing. */
export type BegunAgainAnswer = Readonly<Record<string, AgainLine>>;

/** `GET /api/runs`: the runs, newest first. */
export interface RunsAnswer {
  readonly runs: readonly RunLine[];
  /** The trace id before which the next page continues. Null if this is the last page. */
  readonly next: string | null;
  /** The runs that cannot be read, each in one line. */
  readonly unknown: readonly string[];
}
