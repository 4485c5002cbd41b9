import type { Action } from "./action.ts";

/** Work that a person asked for on the page. */
export interface Job {
  readonly id: number;
  readonly action: Action;
  /** The command that does the same on a terminal, without the name of the program. */
  readonly command: string;
  readonly state: "running" | "done" | "failed" | "cancelled";
  /** The exit code of that command. Null while it runs, and if it could not be done at all. */
  readonly exit_code: number | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  /** How far it is. Null once it has ended. */
  readonly progress: string | null;
  /** The last lines that it printed. */
  readonly lines: readonly string[];
}
