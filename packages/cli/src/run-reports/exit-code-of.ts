import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { EndedRun } from "./ended-run.ts";

/**
 * What the runs of uploaded files amount to.
 *
 * @throws CommandError where one has not ended
 */
export function exitCodeOf(ended: readonly EndedRun[], keys: readonly string[], stop: AbortSignal): ExitCode {
  const endedKeys = new Set(ended.map(({ result }) => result.s3_key));
  const missing = keys.filter((key) => !endedKeys.has(key));
  if (missing.length > 0)
    throw new CommandError(
      EXIT.wrong,
      stop.aborted
        ? `stopped before the run of ${missing.map(escapeForTerminal).join(", ")} had ended`
        : `the run of ${missing.map(escapeForTerminal).join(", ")} did not end: the processor has given it up. What it said is above`,
    );
  return ended.some(({ result }) => result.status === "failed") ? EXIT.wrong : EXIT.ok;
}
