import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { EndedRun } from "./ended-run.ts";

export interface RunsOfUploads {
  readonly ended: readonly EndedRun[];
  /** The keys of the uploaded files. */
  readonly keys: readonly string[];
  readonly stop: AbortSignal;
  /** Says what happens to a run that has not ended when the command is stopped. */
  readonly afterStop: string;
  /** The last error that a function logged, if this process receives the functions' log lines. */
  readonly lastError?: string | undefined;
}

/**
 * Returns the exit code for the runs of uploaded files: 1 if one failed.
 *
 * @throws CommandError if one has not ended
 */
export function exitCodeOf({ ended, keys, stop, afterStop, lastError }: RunsOfUploads): ExitCode {
  const endedKeys = new Set(ended.map(({ result }) => result.s3_key));
  const missing = keys.filter((key) => !endedKeys.has(key));
  if (missing.length > 0)
    throw new CommandError(
      EXIT.wrong,
      stop.aborted
        ? `stopped before the run of ${missing.map(escapeForTerminal).join(", ")} had ended. ${afterStop}`
        : `the run of ${missing.map(escapeForTerminal).join(", ")} did not end: the processor has given it up${lastError === undefined ? "" : ` (${lastError})`}. --verbose prints what the functions log`,
    );
  return ended.some(({ result }) => result.status === "failed") ? EXIT.wrong : EXIT.ok;
}
