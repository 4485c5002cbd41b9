import type { Job } from "../../src/jobs/job.ts";
import { Button } from "../pieces/button.tsx";
import { Age } from "../pieces/moment.tsx";
import { TextBlock } from "../pieces/text-block.tsx";
import { JobState } from "./job-state.tsx";
import { cancelJob } from "./jobs-state.ts";
import "./jobs.css";

/** Shows a job beside the thing that it works on: its state, its progress, and its last line. */
export function JobOutcome({ job }: { readonly job: Job }) {
  const { id, state, progress, lines, started_at, command } = job;
  return (
    <section class="job-outcome" aria-label={`Job ${id}: ${command}`} aria-live="polite">
      <p class="job-head">
        <JobState job={job} />
        <code>{command}</code>
        <span class="dim">
          <Age at={started_at} />
        </span>
        {state === "running" && <Button onClick={() => void cancelJob(id)}>Cancel</Button>}
      </p>
      {progress && <p class="dim">{progress}</p>}
      {lines.length > 0 && <TextBlock text={lines.join("\n")} label={`What job ${id} printed`} />}
    </section>
  );
}
