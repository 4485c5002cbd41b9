import { useEffect, useRef } from "preact/hooks";
import type { RunAnswer } from "../../src/api/run-answers.ts";
import { jobsEnded } from "../jobs/jobs-state.ts";
import { Absent } from "../pieces/absent.tsx";
import { Button } from "../pieces/button.tsx";
import { Loading } from "../pieces/empty-state.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { isNothing } from "../server/ask.ts";
import { usePolled } from "../server/polled.ts";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { change, openId, route } from "../shell/route.ts";
import { RunStory } from "./run-story.tsx";
import "./run.css";

/** Shows the run that `?run=ULID` names, beside the current view. Shows nothing if the route names no run. */
export function RunPanel() {
  const { run } = route.value.params;
  useOpener(run);
  return run === undefined ? null : <OpenRun key={run} run={run} />;
}

const close = () => change({ run: undefined, batches: undefined, rejects: undefined, texts: undefined });

/** If the panel covers the view, it takes the focus. See run.css. */
const COVERS = "(max-width: 68.74rem)";

/** Gives the focus back to the link or row that opened a run, when the run is closed. */
function useOpener(run: string | undefined): void {
  const opener = useRef<Element | null>(null);
  const before = useRef<string>(undefined);
  // The focus is read while the panel is being drawn. Afterwards, a panel that covers the view takes the focus.
  if (run !== undefined && before.current === undefined) opener.current = document.activeElement;
  const closed = run === undefined ? before.current : undefined;
  before.current = run;
  useEffect(() => {
    // Somebody may have gone on to another part of the page.
    if (closed === undefined || document.activeElement !== document.body) return;
    const { current } = opener;
    const isThere = current instanceof HTMLElement && current !== document.body && current.isConnected;
    const target = isThere ? current : document.getElementById(openId(closed));
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest" });
  });
}

function OpenRun({ run }: { readonly run: string }) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (matchMedia(COVERS).matches) panel.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) close();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
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

/** A completed run is read again only while its rejects are redriven, and after a job that may have redriven them. */
function nextMs({ outcome, is_counted, redrives_under_way }: RunAnswer): number {
  if (outcome === "running" || redrives_under_way.length > 0) return WHILE_RUNNING_MS;
  const isSettled = is_counted && (outcome === "completed" || outcome === "completed-with-rejects");
  return isSettled ? Number.POSITIVE_INFINITY : OTHERWISE_MS;
}

function RunRead({ run }: { readonly run: string }) {
  const { answer, problem } = usePolled<RunAnswer>(`/api/run?run=${run}`, nextMs, jobsEnded.value).value;
  return (
    <>
      {isNothing(problem) ? (
        <Absent>
          There is no run <OutsideText text={run} class="wrapped" />. Search for its file, or choose a longer
          time in the list of runs.
        </Absent>
      ) : (
        <ProblemBanner problem={problem} />
      )}
      {answer ? <RunStory run={answer} /> : problem === undefined && <Loading what="the run" />}
    </>
  );
}
