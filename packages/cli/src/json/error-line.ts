import { CommanderError } from "commander";
import { NO_PROGRESS } from "../terminal/progress-line.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface ErrorLines {
  /**
   * The terminal for the command. It notes whether the command prints a line of JSON, and its last problem. Between lines of JSON it
   * shows no progress.
   */
  readonly terminal: Terminal;
  /** Call it if the command throws. Prints the error as a line. */
  failed(exitCode: number, error: unknown): void;
  /** Call it if the command ends without throwing. Prints its last problem as a line if it ended badly and printed no line. */
  ended(exitCode: number): void;
}

/**
 * Prints an error as a line of JSON too, if the arguments ask for JSON. So a script that reads standard output gets at least one line,
 * whatever happens.
 */
export function errorLines(args: readonly string[], terminal: Terminal): ErrorLines {
  const isJson = asksForJson(args);
  let hasLine = false;
  let problem = "";
  const print = (exitCode: number, message: string) => {
    if (isJson) terminal.printJson(errorLine(exitCode, message));
  };
  return {
    terminal: {
      ...terminal,
      ...(isJson && { progress: NO_PROGRESS }),
      printJson(value) {
        hasLine = true;
        terminal.printJson(value);
      },
      printError(text) {
        problem = text;
        terminal.printError(text);
      },
    },
    failed(exitCode, error) {
      print(exitCode, error instanceof CommanderError ? error.message : problem);
    },
    ended(exitCode) {
      if (exitCode !== 0 && !hasLine) print(exitCode, problem);
    },
  };
}

/** Returns true if the arguments of the command ask for JSON. */
export function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end === -1 ? args : args.slice(0, end)).includes("--json");
}

export const errorLine = (exitCode: number, message: string) => ({
  type: "error",
  message: withoutPrefix(message),
  exit_code: exitCode,
});

/** Problems that people read begin with the name of the program, or with `error:`. */
const withoutPrefix = (message: string) => message.replace(/^(paperledger|error): /, "");
