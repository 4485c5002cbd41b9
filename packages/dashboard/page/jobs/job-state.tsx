import type { Job } from "../../src/jobs/job.ts";
import "../pieces/outcome-mark.css";

const OUTCOME = {
  running: "running",
  done: "completed",
  failed: "failed",
  cancelled: "silent",
} as const satisfies Record<Job["state"], string>;

/** Shows the state of a job in the colours and shapes of the outcomes of runs. */
export function JobState({ state }: { readonly state: Job["state"] }) {
  return (
    <span class={`outcome ${OUTCOME[state]}`}>
      <i aria-hidden="true" />
      {state}
    </span>
  );
}
