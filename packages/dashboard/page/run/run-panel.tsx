import { CopyCommand } from "../pieces/copy-command.tsx";
import { change, route } from "../shell/route.ts";
import "./run.css";

/** The run that `?run=ULID` names, beside the list. Nothing if the route names none. */
export function RunPanel() {
  const { run } = route.value.params;
  if (run === undefined) return null;
  return (
    <aside class="run-panel" aria-label="Run">
      <header class="run-head">
        <h2>Run {run}</h2>
        <button
          type="button"
          class="button"
          aria-label="Close the run"
          onClick={() => change({ run: undefined })}
        >
          Close
        </button>
      </header>
      <CopyCommand command={`trace ${run}`} />
    </aside>
  );
}
