import { countOf, countText } from "@paperledger/core/text/quantities";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { linesOf } from "../text/unreadable-items.ts";
import { type Verification, verdictOf } from "./verify-ledger.ts";

/** Says whether the statistics are the fold of the event log, and lists the differences. */
export const verificationText = (verification: Verification, colors: Colors): string =>
  [...unreadableLines(verification, colors), comparedText(verification, colors)].join("\n");

const unreadableLines = ({ unreadableCount, unreadable }: Verification, colors: Colors): readonly string[] =>
  unreadableCount === 0
    ? []
    : [
        colors.red(
          `${countOf(unreadableCount, "item")} of the tables cannot be read, and so nothing is compared with ${unreadableCount === 1 ? "it" : "them"}:`,
        ),
        ...linesOf(unreadable, unreadableCount),
        "  rebuild computes the statistics again. Correct or delete an unreadable item of the event log.",
      ];

/** This many kinds of differences are listed. */
const GROUPS_SHOWN = 12;

function comparedText(verification: Verification, colors: Colors): string {
  const { events, runs, scopes, groups, differenceCount, behind } = verification;
  const read = `${countOf(events, "event")} of ${countOf(runs, "run")}`;
  const counted = `${countOf(differenceCount, "difference")} (${read})`;
  switch (verdictOf({ ...verification, unreadableCount: 0 })) {
    case "equal":
      return [
        colors.green("The statistics are the fold of the event log."),
        `  ${read}, folded and compared with ${countOf(runs, "run")} and ${countOf(scopes, "sum")}: no difference`,
      ].join("\n");
    case "behind":
      return [
        colors.yellow(
          `${countOf(behind.events, "event")} of ${countOf(behind.runs, "run")} not counted yet. What is counted is the fold of the event log (${read}).`,
        ),
        "  If nothing runs on this data folder, start goes on with them. Otherwise, status says why they are not counted.",
      ].join("\n");
    case "undecided":
      return [
        colors.yellow(`Could not decide whether the statistics are the fold of the event log: ${counted}`),
        ...groupLines(groups),
        "  They changed while they were read: runs are under way. Verify again when they have ended.",
      ].join("\n");
    case "different":
      return [
        colors.red(`The statistics are not the fold of the event log: ${counted}`),
        ...groupLines(groups),
        ...(behind.events > 0
          ? [`  ${countOf(behind.events, "event")} of ${countOf(behind.runs, "run")} not counted yet`]
          : []),
        "  rebuild computes the statistics again.",
      ].join("\n");
  }
}

/** Returns a line for each kind of difference, with its count and one example. */
const groupLines = (groups: Verification["groups"]): readonly string[] => [
  ...groups
    .slice(0, GROUPS_SHOWN)
    .map(
      ({ of, field, count, first }) =>
        `  ${escapeForTerminal(field)} of ${of === "total" ? "the total" : countOf(count, of)}: of ${escapeForTerminal(first.of)}, the log says ${valueText(first.expected)}, the statistics ${valueText(first.found)}`,
    ),
  ...(groups.length > GROUPS_SHOWN ? [`  and ${countOf(groups.length - GROUPS_SHOWN, "other kind")}`] : []),
];

const valueText = (value: unknown): string => {
  if (value === undefined || value === null) return "nothing";
  return typeof value === "number" ? countText(value) : escapeForTerminal(JSON.stringify(value));
};
