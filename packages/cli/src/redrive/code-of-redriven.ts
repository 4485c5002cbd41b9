import { EXIT, type ExitCode } from "../command-error.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Returns the exit code for dead letters and discarded batches. If Ctrl-C stopped the command, says that others may be left. */
export function codeOfRedriven(
  isAllWell: boolean,
  stop: AbortSignal,
  printError: Terminal["printError"],
): ExitCode {
  if (stop.aborted) printError("stopped: what is left stays where it was. The same command goes on with it");
  if (!isAllWell) return EXIT.wrong;
  return stop.aborted ? EXIT.undecided : EXIT.ok;
}
