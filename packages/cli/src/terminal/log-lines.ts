import * as z from "zod";
import { escapeForTerminal } from "./escape-for-terminal.ts";
import type { Terminal } from "./terminal.ts";

/** The log lines of the laptop's functions. */
export interface LogLines {
  hear(functionName: string, line: string): void;
  /** Returns the last error that a function logged, in one line. Undefined if none did. */
  lastError(): string | undefined;
}

/** Receives the functions' log lines. They are printed to standard error if the user asked for them, and otherwise dropped. */
export function logLines({
  printError,
  colors,
  showsLogLines = false,
}: Pick<Terminal, "printError" | "colors" | "showsLogLines">): LogLines {
  let last: string | undefined;
  return {
    hear(functionName, line) {
      if (showsLogLines) printError(colors.dim(`${functionName}: ${escapeForTerminal(line)}`));
      const error = errorIn(line);
      if (error !== undefined) last = `${functionName}: ${error}`;
    },
    lastError: () => last,
  };
}

const errorLineSchema = z.object({
  level: z.enum(["ERROR", "CRITICAL"]),
  message: z.string(),
  metadata: z.object({ error: z.object({ message: z.string() }).optional() }).optional(),
});

/** Returns the error that a log line reports. A line that is not JSON comes from the runtime, when a function cannot run. */
function errorIn(line: string): string | undefined {
  if (line.trim() === "") return undefined;
  const parsed = parsedJson(line);
  if (parsed === undefined) return escapeForTerminal(line);
  const { message, metadata } = errorLineSchema.safeParse(parsed).data ?? {};
  if (message === undefined) return undefined;
  return escapeForTerminal(
    [message, metadata?.error?.message].filter((text) => text !== undefined).join(": "),
  );
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
