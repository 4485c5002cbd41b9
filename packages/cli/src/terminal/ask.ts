import { createInterface } from "node:readline/promises";

/** Asks the user; the answer is no unless it is yes. */
export type Ask = (question: string) => Promise<boolean>;

/** Asks on the terminal; undefined where nobody is there to answer. */
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
