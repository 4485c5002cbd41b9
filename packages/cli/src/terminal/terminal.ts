import picocolors from "picocolors";
import { type ProgressLine, progressLine } from "./progress-line.ts";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Where a command writes. Callers pass text from outside through `escapeForTerminal` first. */
export interface Terminal {
  readonly colors: Colors;
  /** How many columns there are; undefined where the output is a file or a pipe, of which lines are not cut. */
  readonly columns: number | undefined;
  /** To standard output. */
  print(text: string): void;
  /** To standard error: problems, and what is said beside the output. */
  printError(text: string): void;
  /** One object a line to standard output. */
  printJson(value: object): void;
  /** Tells how far things are, in place of what it told last. */
  readonly progress: ProgressLine;
  /** Ends the whole command at once with an error: something died without which nothing can go on. */
  endWith(error: Error): void;
}

export interface TerminalListeners {
  /** Called if nobody reads the output any more, as after `| head`. */
  readonly onClosed: () => void;
  /** Called by {@link Terminal.endWith}. */
  readonly onEnd: (error: Error) => void;
}

/**
 * The terminal of this process. Colours if it has them and NO_COLOR is not set; never in a file or a pipe, where
 * picocolors itself would print them under CI.
 */
export function processTerminal({ onClosed, onEnd }: TerminalListeners): Terminal {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.on("error", onClosed);
  const progress = progressLine(stdout);
  const printError = (text: string) => {
    progress.clear();
    stderr.write(`${text}\n`);
  };
  const print = (text: string) => {
    progress.clear();
    stdout.write(`${text}\n`);
  };
  return {
    colors: picocolors.createColors(stdout.isTTY === true && stdout.hasColors()),
    columns: stdout.isTTY ? stdout.columns : undefined,
    print,
    printError,
    printJson: (value) => print(JSON.stringify(value)),
    progress,
    endWith: onEnd,
  };
}
