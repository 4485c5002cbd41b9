import { useState } from "preact/hooks";
import { type Action, commandOf } from "../../src/jobs/action.ts";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { jobs, startJob } from "./jobs-state.ts";

/** Starts a job, and offers the command that does the same on a terminal. While such a job runs, it cannot be started again. */
export function ActionButton({
  action,
  label,
  isMain = false,
}: {
  readonly action: Action;
  readonly label: string;
  /** True for the one thing to do here. */
  readonly isMain?: boolean;
}) {
  const [problem, setProblem] = useState<string>();
  const [isStarting, setIsStarting] = useState(false);
  const command = commandOf(action);
  const isRunning = jobs.value.all.some((job) => job.state === "running" && job.command === command);
  const start = async () => {
    setIsStarting(true);
    setProblem(undefined);
    await startJob(action).catch((error: Error) => setProblem(error.message));
    setIsStarting(false);
  };
  return (
    <span class="action">
      <button
        type="button"
        class={isMain ? "button main" : "button"}
        disabled={isStarting || isRunning}
        onClick={start}
      >
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
