import { createInterface } from "node:readline/promises";

/** Asks the user a question. Any answer but yes means no. */
export type Ask = (question: string) => Promise<boolean>;

/** Returns a function that asks on the terminal, or undefined if input or output is no terminal. */
export function askOnTerminal(): Ask | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
    } finally {
      lines.close();
    }
  };
}
