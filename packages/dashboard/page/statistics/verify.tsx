import { countOf, countText } from "@paperledger/core/text/quantities";
import { useComputed } from "@preact/signals";
import type { VerifyCostAnswer } from "../../src/api/statistics-answers.ts";
import type { Job } from "../../src/jobs/job.ts";
import { ActionButton } from "../jobs/action-button.tsx";
import { cancelJob, jobs } from "../jobs/jobs-state.ts";
import { Button } from "../pieces/button.tsx";
import { Age } from "../pieces/moment.tsx";
import { TextBlock } from "../pieces/text-block.tsx";
import { place } from "../server/place.ts";
import { usePolled } from "../server/polled.ts";
import { ProblemBanner } from "../shell/problem-banner.tsx";

const COST_EVERY_MS = 120_000;

/**
 * Proves that the statistics are the fold of the event log. Shows first what the comparison will read, then the progress, then the
 * result.
 */
export function Verify() {
  const { answer: cost, problem } = usePolled<VerifyCostAnswer>(
    "/api/statistics/verify-cost",
    () => COST_EVERY_MS,
  ).value;
  const job = useComputed(() => jobs.value.all.find(({ action }) => action.kind === "verify")).value;
  // The cost is above the button, so the button waits for it.
  if ((cost ?? problem ?? job) === undefined) return null;
  return (
    <section class="verify" aria-labelledby="verify-title">
      <h2 id="verify-title">Are these numbers right?</h2>
      <p>
        verify counts the events of the log again and compares every number with the statistics. It only
        reads. {cost && <CostText cost={cost} />}
      </p>
      <ProblemBanner problem={problem} />
      {job?.state === "running" ? (
        <RunningJob job={job} />
      ) : (
        <ActionButton action={{ kind: "verify" }} label="Verify" />
      )}
      {job && job.state !== "running" && <EndedJob job={job} />}
    </section>
  );
}

function CostText({
  cost: { events, runs, read_units, dollars, region },
}: {
  readonly cost: VerifyCostAnswer;
}) {
  const size = `It reads about ${countOf(events, "event")} of ${countOf(runs, "run")}.`;
  if (place.value?.kind !== "aws") return <>{size} On this machine that costs nothing.</>;
  return (
    <>
      {size} That takes some {countText(read_units)} read units of DynamoDB: {dollarsText(dollars)} at the
      list price of {region}. If a number differs, it compares up to five times.
    </>
  );
}

const dollarsText = (dollars: number) => (dollars < 0.01 ? "less than $0.01" : `$${dollars.toFixed(2)}`);

function RunningJob({ job: { id, progress, started_at } }: { readonly job: Job }) {
  return (
    <p class="verify-running">
      <span role="status">{progress ?? "starting"}</span>{" "}
      <span class="dim">
        began <Age at={started_at} />
      </span>
      <Button onClick={() => void cancelJob(id)}>Cancel</Button>
    </p>
  );
}

/** The exit code of verify if it could not decide because runs were under way. */
const UNDECIDED = 3;

function verdictText({ state, exit_code }: Job): string {
  if (state === "cancelled") return "Cancelled";
  if (state === "done") return "Equal";
  if (exit_code === null) return "Could not be done";
  return exit_code === UNDECIDED ? "Not decided" : "Different";
}

function EndedJob({ job }: { readonly job: Job }) {
  const { state, lines, ended_at } = job;
  return (
    <div class={`verify-ended ${state}`}>
      <p role="status">
        <strong>{verdictText(job)}</strong>{" "}
        {ended_at && (
          <span class="dim">
            <Age at={ended_at} />
          </span>
        )}
      </p>
      <TextBlock label="What verify printed" text={lines.join("\n")} />
    </div>
  );
}
