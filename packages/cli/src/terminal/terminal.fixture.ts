import picocolors from "picocolors";
import { checkJsonLine } from "../json/check-json-line.fixture.ts";
import type { Terminal } from "./terminal.ts";

export const NO_COLORS = picocolors.createColors(false);

/** A terminal that keeps what is written to it. */
export function terminalOf(columns?: number) {
  const printed: string[] = [];
  const errors: string[] = [];
  const progress: string[] = [];
  const terminal: Terminal = {
    colors: NO_COLORS,
    columns,
    print: (text) => printed.push(text),
    printError: (text) => errors.push(text),
    printJson(value) {
      checkJsonLine(value);
      printed.push(JSON.stringify(value));
    },
    progress: { show: (text) => progress.push(text), clear: () => undefined },
    endWith(error) {
      throw error;
    },
  };
  return { terminal, printed, errors, progress };
}
