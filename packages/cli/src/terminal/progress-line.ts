export interface ProgressLine {
  show(text: string): void;
  /** Clears the line, so that other output can be printed there. */
  clear(): void;
}

/** The output of a progress line. A terminal has columns, a file or a pipe has none. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const ERASE_LINE = "\r\x1b[2K";
const BETWEEN_LINES_MS = 2_000;

/** Overwrites one line on a terminal. Elsewhere, prints a new line from time to time. */
export function progressLine(output: ProgressOutput, now: () => number = Date.now): ProgressLine {
  if (output.isTTY) return lineInPlace(output);
  let shown = "";
  let shownAtMs = Number.NEGATIVE_INFINITY;
  return {
    show(text) {
      if (text === shown || now() - shownAtMs < BETWEEN_LINES_MS) return;
      shown = text;
      shownAtMs = now();
      output.write(`${text}\n`);
    },
    clear: () => undefined,
  };
}

function lineInPlace(output: ProgressOutput): ProgressLine {
  let shown = "";
  return {
    show(text) {
      const line = text.slice(0, (output.columns ?? 80) - 1);
      if (line !== shown) output.write(`${ERASE_LINE}${line}`);
      shown = line;
    },
    clear() {
      if (shown !== "") output.write(ERASE_LINE);
      shown = "";
    },
  };
}
