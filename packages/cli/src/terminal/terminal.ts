import { FileError } from "@paperledger/embedded/file-error";
import picocolors from "picocolors";
import { columnsOf, type ProgressLine, progressLine } from "./progress-line.ts";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** The output of a command. Callers pass text from outside through `escapeForTerminal` first. */
export interface Terminal {
  readonly colors: Colors;
  /** The number of columns, or undefined for a file or a pipe, where lines are not cut. */
  readonly columns: number | undefined;
  /** True if the user asked for the log lines of the laptop's functions. */
  readonly showsLogLines?: boolean;
  /** Prints to standard output. */
  print(text: string): void;
  /** Prints problems and remarks to standard error. */
  printError(text: string): void;
  /** Prints an object as one line of JSON to standard output. */
  printJson(value: object): void;
  /** Shows progress, in place of the progress shown before. */
  readonly progress: ProgressLine;
  /** Ends the command at once with an error, because something that it needs has died. */
  endWith(error: Error): void;
}

export interface TerminalListeners {
  /** Called if nobody reads the output any more, for example after `| head`. */
  readonly onClosed: () => void;
  /**
   * Called by the first {@link Terminal.endWith}. It prints the error by the given function. The terminal prints nothing else after
   * that.
   */
  readonly onEnd: (error: Error, printError: Terminal["printError"]) => void;
}

/**
 * Returns the terminal of this process. It uses colours if the terminal has them and NO_COLOR is not set. A file or a pipe never
 * gets colours, although picocolors itself would use them under CI.
 */
export function processTerminal({ onClosed, onEnd }: TerminalListeners): Terminal {
  const { stdout, stderr } = process;
  stderr.on("error", onClosed);
  stdout.on("error", (error) => {
    if ("code" in error && error.code === "EPIPE") onClosed();
    else endWith(new FileError("standard output", "written", error));
  });
  const progress = progressLine(stdout);
  // The command ends because a service died. That also causes the later problems, so they are not printed.
  let isEnding = false;
  const writeError = (text: string) => {
    progress.clear();
    stderr.write(`${text}\n`);
  };
  const printError = (text: string) => {
    if (!isEnding) writeError(text);
  };
  const print = (text: string) => {
    if (isEnding) return;
    progress.clear();
    stdout.write(`${text}\n`);
  };
  function endWith(error: Error): void {
    if (isEnding) return;
    isEnding = true;
    onEnd(error, writeError);
  }
  return {
    colors: picocolors.createColors(stdout.isTTY === true && stdout.hasColors()),
    columns: columnsOf(stdout),
    print,
    printError,
    printJson: (value) => print(JSON.stringify(value)),
    progress,
    endWith,
  };
}
