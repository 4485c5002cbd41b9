import { createInterface } from "node:readline/promises";
import { stoppedBeforeItBegan } from "../command-error.ts";

/** Asks the user a question. Every answer except yes means no. @throws CommandError if the user types Ctrl-C */
export type Ask = (question: string) => Promise<boolean>;

/** Returns a function that asks on the terminal, or undefined if input or output is not a terminal. */
export function askOnTerminal(): Ask | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      // On a question, Ctrl-C gives no signal. Node rejects with an AbortError instead.
      return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
    } catch (error) {
      throw error instanceof Error && error.name === "AbortError" ? stoppedBeforeItBegan(error) : error;
    } finally {
      lines.close();
    }
  };
}
