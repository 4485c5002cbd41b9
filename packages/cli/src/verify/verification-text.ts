import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { countOf, countText } from "../text/quantities.ts";
import { linesOf } from "../text/unreadable-items.ts";
import type { Verification } from "./verify-ledger.ts";

/** Says whether the statistics are the fold of the event log, and where they are not. */
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
        "  rebuild makes the statistics anew. An item of the event log is to be mended or deleted.",
      ];

function comparedText(verification: Verification, colors: Colors): string {
  const { events, runs, scopes, differences, differenceCount, isMoving } = verification;
  const read = `${countOf(events, "event")} of ${countOf(runs, "run")}`;
  if (differenceCount === 0)
    return [
      colors.green("The statistics are the fold of the event log."),
      `  ${read}, folded and compared with ${countOf(runs, "run")} and ${countOf(scopes, "sum")}: no difference`,
    ].join("\n");
  return [
    isMoving
      ? colors.yellow(
          `Could not decide whether the statistics are the fold of the event log: ${countOf(differenceCount, "difference")} (${read})`,
        )
      : colors.red(
          `The statistics are not the fold of the event log: ${countOf(differenceCount, "difference")} (${read})`,
        ),
    ...differences.map(
      ({ of, field, expected, found }) =>
        `  ${escapeForTerminal(of)}  ${escapeForTerminal(field)}: the log says ${valueText(expected)}, the statistics ${valueText(found)}`,
    ),
    ...(differences.length < differenceCount
      ? [`  and ${countText(differenceCount - differences.length)} more`]
      : []),
    ...(isMoving
      ? ["  They changed while they were read: runs are under way. Verify again when they have ended."]
      : []),
  ].join("\n");
}

const valueText = (value: unknown): string => {
  if (value === undefined || value === null) return "nothing";
  return typeof value === "number" ? countText(value) : escapeForTerminal(JSON.stringify(value));
};
