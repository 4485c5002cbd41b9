import type { Action } from "./action.ts";

/** Work that a person asked for on the page. */
export interface Job {
  readonly id: number;
  readonly action: Action;
  /** The command that does the same in a terminal, without the name of the program. */
  readonly command: string;
  readonly state: "running" | "done" | "failed" | "cancelled";
  /** The exit code of that command. Null while the job runs, or if the command could not be done at all. */
  readonly exit_code: number | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  /** The progress of the job. Null once it has ended. */
  readonly progress: string | null;
  /** The last lines of its output. */
  readonly lines: readonly string[];
}
