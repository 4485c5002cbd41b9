import { countOf, countText } from "@paperledger/core/text/quantities";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The items that a command could not read. */
export interface UnreadableItems {
  readonly count: number;
  /** The first of these items, each with the reason. */
  readonly first: readonly string[];
  readonly note: (error: Error) => void;
}

const MAX_SHOWN = 5;

/** Begins to collect the items that cannot be read. If one of the first items is read a second time, it is not counted again. */
export function unreadableItems(): UnreadableItems {
  const first: string[] = [];
  const items = {
    count: 0,
    first,
    note({ message }: Error) {
      if (first.includes(message)) return;
      items.count += 1;
      if (first.length < MAX_SHOWN) first.push(message);
    },
  };
  return items;
}

/**
 * Reports the items that could not be read, if there are any. Prints them to standard error, or as one line of JSON to standard
 * output.
 *
 * @returns whether there are any
 */
export function reportUnreadable(
  { count, first }: UnreadableItems,
  json: boolean,
  { printJson, printError }: Terminal,
): boolean {
  if (count === 0) return false;
  if (json) printJson({ type: "unreadable-items", count, first });
  else printError([`${countOf(count, "item")} could not be read:`, ...linesOf(first, count)].join("\n"));
  return true;
}

/** Lists messages about items, and says how many more there are. */
export const linesOf = (messages: readonly string[], count: number): readonly string[] => [
  ...messages.map((message) => `  ${escapeForTerminal(message)}`),
  ...(messages.length < count ? [`  and ${countText(count - messages.length)} more`] : []),
];

/** Prints each unreadable item only once, for a command that reads the same items many times. */
export function printUnreadableOnce({ printError }: Pick<Terminal, "printError">): (error: Error) => void {
  const printed = new Set<string>();
  return ({ message }) => {
    if (printed.has(message) || printed.size === MAX_PRINTED) return;
    printed.add(message);
    printError(escapeForTerminal(message));
  };
}

const MAX_PRINTED = 100;
