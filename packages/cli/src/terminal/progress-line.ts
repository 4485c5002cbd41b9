import { beginningThatFits } from "../text/text-width.ts";

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

/**
 * Returns the number of columns of a terminal, or undefined if it is unknown. Some programs make a terminal of 0 columns, which means that
 * they do not know it. A file or a pipe has no columns.
 */
export const columnsOf = ({
  isTTY,
  columns,
}: Pick<ProgressOutput, "isTTY" | "columns">): number | undefined => (isTTY && columns) || undefined;

/** A terminal of unknown width gets lines of this width. */
const USUAL_COLUMNS = 80;

/** Shows nothing. */
export const NO_PROGRESS: ProgressLine = { show: () => undefined, clear: () => undefined };

const ERASE_LINE = "\r\x1b[2K";

/** Overwrites one line on a terminal. Shows no progress in a file or a pipe, because their readers want only the answer. */
export function progressLine(output: ProgressOutput): ProgressLine {
  if (!output.isTTY) return NO_PROGRESS;
  let shown = "";
  return {
    show(text) {
      const line = beginningThatFits(text, (columnsOf(output) ?? USUAL_COLUMNS) - 1);
      if (line !== shown) output.write(`${ERASE_LINE}${line}`);
      shown = line;
    },
    clear() {
      if (shown !== "") output.write(ERASE_LINE);
      shown = "";
    },
  };
}
