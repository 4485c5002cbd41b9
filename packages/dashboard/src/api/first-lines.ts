import { countText } from "@paperledger/core/text/quantities";

const MOST = 5;

/** Returns the first of many lines, and a line that says how many more there are. A run may have 40,000 events that cannot be read. */
export const firstLines = (lines: readonly string[]): readonly string[] =>
  lines.length <= MOST
    ? lines
    : [...lines.slice(0, MOST), `${countText(lines.length - MOST)} more cannot be read`];
