import type { Job } from "../../src/jobs/job.ts";
import "../pieces/outcome-mark.css";
import { jobResult } from "./job-result.ts";

/** Shows what came of a job in the colours and shapes of the outcomes of runs. */
export function JobState({ job }: { readonly job: Job }) {
  const { text, outcome } = jobResult(job);
  return (
    <span class={`outcome ${outcome}`}>
      <i aria-hidden="true" />
      {text}
    </span>
  );
}
