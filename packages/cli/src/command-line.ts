import { CommanderError } from "commander";
import { CommandError, EXIT } from "./command-error.ts";
import { errorLines } from "./json/error-line.ts";
import { paperledger } from "./program.ts";
import type { Terminal } from "./terminal/terminal.ts";

/**
 * Runs the command that the arguments name, such as `["runs", "--json"]`. An error is printed. With `--json`, it is also printed
 * as a line of JSON.
 *
 * @param stopsInOrder is called by a command that finishes its work in order when the user stops it. Returns the abort signal
 * @returns the exit code
 */
export async function runCommandLine(
  args: readonly string[],
  terminal: Terminal,
  stopsInOrder: () => AbortSignal,
): Promise<number> {
  const lines = errorLines(args, terminal);
  let exitCode: number = EXIT.ok;
  try {
    await paperledger(lines.terminal, stopsInOrder, (code) => {
      exitCode = code;
    }).parseAsync(args, { from: "user" });
  } catch (error) {
    exitCode = await printFailure(error, lines.terminal);
    if (exitCode !== EXIT.ok) lines.failed(exitCode, error);
    return exitCode;
  }
  lines.ended(exitCode);
  return exitCode;
}

/** Prints an error. Returns its exit code. */
export async function printFailure(error: unknown, terminal: Pick<Terminal, "printError">): Promise<number> {
  // Commander has printed the help or the error already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.unusable;
  const { errorText } = await import("./text/error-text.ts");
  terminal.printError(`paperledger: ${errorText(error)}`);
  return error instanceof CommandError ? error.exitCode : EXIT.unusable;
}
