import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { RunAnswer } from "../../src/api/run-answers.ts";
import { ActionButton } from "../jobs/action-button.tsx";
import { JobOutcome } from "../jobs/job-outcome.tsx";
import { jobs } from "../jobs/jobs-state.ts";
import { questionOf } from "../jobs/question-of.ts";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { Link } from "../shell/link.tsx";
import { runRoute } from "../shell/route.ts";

/** The actions on a run, and their results. */
export function RunActions({ run }: { readonly run: RunAnswer }) {
  const { trace_id, outcome, counts } = run;
  const ulid = ulidOf(trace_id);
  const mayRedrive = outcome === "failed" || outcome === "silent";
  const openRejects = run.reasons.reduce((sum, { open }) => sum + open, 0);
  const redriveRejects = { kind: "redrive-rejects", trace_id } as const;
  const [otherRedrive] = run.redrives_under_way;
  const job = jobs.value.all.find(({ action }) => "trace_id" in action && action.trace_id === trace_id);
  return (
    <div class="run-actions">
      {mayRedrive && <ActionButton action={{ kind: "redrive-run", trace_id }} label="Redrive" isMain />}
      {counts.rejected > 0 && openRejects > 0 && (
        <ActionButton
          action={redriveRejects}
          label="Redrive the rejected records"
          question={questionOf(redriveRejects, openRejects)}
          isDone={otherRedrive !== undefined}
        />
      )}
      <span class="action">
        <a class="button" href={`/api/run/json?run=${ulid}`} target="_blank" rel="noreferrer">
          JSON
        </a>
        <CopyCommand command={`trace ${ulid}`} />
      </span>
      {otherRedrive && (
        <p class="dim" role="status">
          A redrive of its rejects is under way:{" "}
          <Link to={runRoute(otherRedrive)}>{ulidOf(otherRedrive)}</Link>. Another redrive can take them after
          it has ended.
        </p>
      )}
      {job && <JobOutcome job={job} />}
    </div>
  );
}
