import type { Outcome } from "../../src/api/answers.ts";
import type { Job } from "../../src/jobs/job.ts";

/** The exit codes of the command line that a job can end with, apart from 0. See `exit-codes.ts` of the command line. */
const SOMETHING_WRONG = 1;
const UNDECIDED = 3;

/** The result of a job: one or two words, and an outcome of runs. The result is shown in the colour and shape of that outcome. */
export interface JobResult {
  readonly text: string;
  readonly outcome: Outcome;
}

/** Returns what came of a job. Work that was done, but not with everything, did not fail. */
export function jobResult({
  state,
  exit_code,
  action,
}: Pick<Job, "state" | "exit_code" | "action">): JobResult {
  switch (state) {
    case "running":
      return { text: "running", outcome: "running" };
    case "done":
      return { text: "done", outcome: "completed" };
    case "cancelled":
      return { text: "cancelled", outcome: "silent" };
    case "failed":
      if (exit_code === UNDECIDED) return { text: "not ended yet", outcome: "silent" };
      if (exit_code !== SOMETHING_WRONG) return { text: "failed", outcome: "failed" };
      return wrongResult(action.kind);
  }
}

function wrongResult(kind: Job["action"]["kind"]): JobResult {
  switch (kind) {
    case "verify":
      return { text: "different", outcome: "failed" };
    case "redrive-run":
      return { text: "failed again", outcome: "failed" };
    case "redrive-rejects":
    case "redrive-rejects-since":
    case "redrive-failed-since":
    case "redrive-dead-letters":
      return { text: "not all done", outcome: "completed-with-rejects" };
  }
}
