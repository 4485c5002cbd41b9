import { escapeForTerminal } from "./escape-for-terminal.ts";
import type { Terminal } from "./terminal.ts";

/** Prints the functions' log lines beside the output: all of them, or those alone that tell of an error. */
export const logLinePrinter =
  ({ printError, colors }: Pick<Terminal, "printError" | "colors">, all: boolean) =>
  (functionName: string, line: string): void => {
    if (all || tellsOfError(line)) printError(colors.dim(`${functionName}: ${escapeForTerminal(line)}`));
  };

/** A line that is not one of the logger's comes from the runtime, and tells of a function that cannot run. */
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
