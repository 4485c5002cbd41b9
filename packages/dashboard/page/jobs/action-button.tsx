import { useState } from "preact/hooks";
import { type Action, commandOf } from "../../src/jobs/action.ts";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { startJob } from "./jobs-state.ts";

/** Starts a job, and offers the command that does the same on a terminal. While such a job runs, it cannot be started again. */
export function ActionButton({ action, label }: { readonly action: Action; readonly label: string }) {
  const [problem, setProblem] = useState<string>();
  const [isStarting, setIsStarting] = useState(false);
  const command = commandOf(action);
  const start = async () => {
    setIsStarting(true);
    setProblem(undefined);
    await startJob(action).catch((error: Error) => setProblem(error.message));
    setIsStarting(false);
  };
  return (
    <span class="action">
      <button type="button" class="button" disabled={isStarting} onClick={start}>
        {label}
      </button>
      <CopyCommand command={command} />
      {problem && (
        <span role="alert" class="failed">
          {problem}
        </span>
      )}
    </span>
  );
}
