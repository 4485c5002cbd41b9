import { durationText } from "@paperledger/core/text/quantities";
import { useEffect, useState } from "preact/hooks";
import type { Job } from "../../src/jobs/job.ts";
import { Button } from "../pieces/button.tsx";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { EmptyState, Loading } from "../pieces/empty-state.tsx";
import { Moment } from "../pieces/moment.tsx";
import { now } from "../pieces/now.ts";
import { TextBlock } from "../pieces/text-block.tsx";
import { ask } from "../server/ask.ts";
import { Link } from "../shell/link.tsx";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { runRoute } from "../shell/route.ts";
import { JobState } from "./job-state.tsx";
import { cancelJob, jobs } from "./jobs-state.ts";
import "./jobs.css";

/** Shows all jobs that were started on this page since its dashboard began, newest first. */
export function JobsView() {
  const { all, isRead, problem } = jobs.value;
  return (
    <section class="jobs">
      <h1>Jobs</h1>
      <p class="dim">
        Only the jobs of this dashboard. The work of another dashboard, or of a command, is shown with its
        runs.
      </p>
      <ProblemBanner problem={problem} />
      {!isRead && problem === undefined && <Loading what="the jobs" />}
      {isRead && all.length === 0 && (
        <EmptyState title="No job was started here.">
          A redrive or a verification that you start on the page is a job. A dashboard forgets its jobs when
          it ends.
        </EmptyState>
      )}
      <ol class="job-list">
        {all.map((job) => (
          <JobItem key={job.id} job={job} />
        ))}
      </ol>
    </section>
  );
}

function JobItem({ job }: { readonly job: Job }) {
  const { id, action, command, state, exit_code, started_at, ended_at, progress } = job;
  const tookMs = Date.parse(ended_at ?? now.value.toISOString()) - Date.parse(started_at);
  return (
    <li class="job">
      <p class="job-head">
        <JobState job={job} />
        <code>{command}</code>
        <CopyCommand command={command} />
        {state === "running" && <Button onClick={() => void cancelJob(id)}>Cancel</Button>}
      </p>
      <p class="dim">
        <Moment at={started_at} /> · {durationText(Math.max(0, tookMs))}
        {exit_code !== null && ` · exit code ${exit_code}`}
        {"trace_id" in action && (
          <>
            {" · "}
            <Link to={runRoute(action.trace_id)}>the run</Link>
          </>
        )}
      </p>
      {progress && <p class="job-progress">{progress}</p>}
      <JobLines job={job} />
    </li>
  );
}

/** Shows the last lines of a job, and all lines on demand. */
function JobLines({ job: { id, lines, state } }: { readonly job: Job }) {
  const [isOpen, setIsOpen] = useState(false);
  const [all, setAll] = useState<readonly string[]>();
  useEffect(() => {
    if (!isOpen) return;
    const gone = new AbortController();
    ask<Job>(`/api/jobs/${id}`, gone.signal).then(
      (job) => setAll(job.lines),
      () => {},
    );
    return () => gone.abort();
  }, [isOpen, lines.length, state]);
  const shown = (isOpen && all) || lines;
  if (lines.length === 0) return null;
  return (
    <>
      <TextBlock text={shown.join("\n")} label={`What job ${id} printed`} />
      {lines.length >= LINES_IN_LIST && (
        <Button kind="quiet" pressed={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? "The last lines" : "All lines"}
        </Button>
      )}
    </>
  );
}

/** The server sends this many lines of each job in its list. */
const LINES_IN_LIST = 12;
