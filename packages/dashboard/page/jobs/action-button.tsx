import { useState } from "preact/hooks";
import { type Action, commandOf } from "../../src/jobs/action.ts";
import { Button } from "../pieces/button.tsx";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { jobs, startJob } from "./jobs-state.ts";
import { type Question, QuestionDialog } from "./question.tsx";

/** Starts a job, and offers the command that does the same on a terminal. While such a job runs, it cannot be started again. */
export function ActionButton({
  action,
  label,
  question,
  isMain = false,
  isDone = false,
}: {
  readonly action: Action;
  readonly label: string;
  /** The question that is asked first. Given if the work is about more than one thing. */
  readonly question?: Question | undefined;
  /** True for the main action at this place. */
  readonly isMain?: boolean;
  /** True if the action has nothing to do now. */
  readonly isDone?: boolean;
}) {
  const [problem, setProblem] = useState<string>();
  const [isAsking, setIsAsking] = useState(false);
  const [isStarting, setIsStarting] = useState(false);
  const command = commandOf(action);
  const isRunning = jobs.value.all.some((job) => job.state === "running" && job.command === command);
  const start = async () => {
    setIsAsking(false);
    setIsStarting(true);
    setProblem(undefined);
    await startJob(action).catch((error: Error) => setProblem(error.message));
    setIsStarting(false);
  };
  return (
    <span class="action">
      <Button
        kind={isMain ? "main" : "usual"}
        disabled={isDone || isStarting || isRunning}
        onClick={() => (question ? setIsAsking(true) : void start())}
      >
        {label}
      </Button>
      <CopyCommand command={command} />
      {question && isAsking && (
        <QuestionDialog
          question={question}
          yes={label}
          onYes={() => void start()}
          onNo={() => setIsAsking(false)}
        />
      )}
      {problem && (
        <span role="alert" class="failed">
          {problem}
        </span>
      )}
    </span>
  );
}
