import { escapeForTerminal } from "./escape-for-terminal.ts";
import type { Terminal } from "./terminal.ts";

/** Prints the functions' log lines to standard error: all of them, or errors only. */
export const logLinePrinter =
  ({ printError, colors }: Pick<Terminal, "printError" | "colors">, all: boolean) =>
  (functionName: string, line: string): void => {
    if (all || tellsOfError(line)) printError(colors.dim(`${functionName}: ${escapeForTerminal(line)}`));
  };

/** Returns true for errors. A line that is not JSON comes from the runtime, when a function cannot run. */
function tellsOfError(line: string): boolean {
  if (line.trim() === "") return false;
  try {
    const parsed: unknown = JSON.parse(line);
    return (
      typeof parsed === "object" &&
      parsed !== null &&
      "level" in parsed &&
      ["ERROR", "CRITICAL"].includes(String(parsed.level))
    );
  } catch {
    return true;
  }
}
