import { useEffect, useRef } from "preact/hooks";
import type { RunAnswer } from "../../src/api/run-answers.ts";
import { jobsEnded } from "../jobs/jobs-state.ts";
import { Button } from "../pieces/button.tsx";
import { Loading } from "../pieces/empty-state.tsx";
import { usePolled } from "../server/polled.ts";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { change, route } from "../shell/route.ts";
import { RunStory } from "./run-story.tsx";
import "./run.css";

/** The run that `?run=ULID` names, beside what is shown. Nothing if the route names none. */
export function RunPanel() {
  const { run } = route.value.params;
  return run === undefined ? null : <OpenRun key={run} run={run} />;
}

const close = () => change({ run: undefined, batches: undefined, rejects: undefined });

/** If the panel covers the view, it takes the focus, and gives it back when it closes. See run.css. */
const COVERS = "(max-width: 68.74rem)";

function OpenRun({ run }: { readonly run: string }) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    if (matchMedia(COVERS).matches) panel.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) close();
    };
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("keydown", onKey);
      if (before instanceof HTMLElement && panel.current?.contains(document.activeElement)) before.focus();
    };
  }, []);
  return (
    <aside class="run-panel" aria-label={`Run ${run}`} tabIndex={-1} ref={panel}>
      <header class="run-head">
        <h1>
          Run <span class="run-ulid">{run}</span>
        </h1>
        <Button onClick={close} title="Escape">
          Close
        </Button>
      </header>
      <RunRead run={run} />
    </aside>
  );
}

const WHILE_RUNNING_MS = 2_000;
const OTHERWISE_MS = 10_000;

/** A completed run is asked for again only if a job may have redriven its rejects. */
function nextMs({ outcome, is_counted }: RunAnswer): number {
  if (outcome === "running") return WHILE_RUNNING_MS;
  const isSettled = is_counted && (outcome === "completed" || outcome === "completed-with-rejects");
  return isSettled ? Number.POSITIVE_INFINITY : OTHERWISE_MS;
}

function RunRead({ run }: { readonly run: string }) {
  const { answer, problem } = usePolled<RunAnswer>(`/api/run?run=${run}`, nextMs, jobsEnded.value).value;
  return (
    <>
      <ProblemBanner problem={problem} />
      {answer ? <RunStory run={answer} /> : problem === undefined && <Loading what="the run" />}
    </>
  );
}
