import type { Job } from "@paperledger/dashboard/jobs/job";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Returns a listener that tells the user which jobs the dashboard waits for when it stops, and how each job ended.
 *
 * A job that was cancelled first finishes what it has begun, such as an upload. That can take some seconds.
 */
export const tellJobsAtStop =
  ({ printError }: Pick<Terminal, "printError">) =>
  ({ command, state, progress, lines }: Job): void => {
    if (state === "running") {
      const soFar = progress === null ? "" : ` (${escapeForTerminal(progress)})`;
      printError(`Waiting for the job "${command}" to stop${soFar}. Ctrl-C once more ends it at once.`);
      return;
    }
    const last = lines.at(-1);
    printError(`The job "${command}" is ${state}.${last === undefined ? "" : ` ${escapeForTerminal(last)}`}`);
  };
