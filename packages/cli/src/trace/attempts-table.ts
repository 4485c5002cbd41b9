import type { Attempt } from "@paperledger/core/runs/attempt-log";
import { attemptEndText } from "@paperledger/core/text/attempt-end";
import { preciseTimeOfDay } from "@paperledger/core/text/moment";
import { durationText } from "@paperledger/core/text/quantities";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { type Column, table } from "../text/table.ts";

/** Returns a table of the attempts of a run, in order. */
export const attemptsTable = (attempts: readonly Attempt[], colors: Colors, width?: number): string =>
  table(attempts, columns(colors), { width, heading: colors.dim });

const columns = (colors: Colors): readonly Column<Attempt>[] => [
  { heading: "  BEGAN", text: ({ startedAt }) => `  ${preciseTimeOfDay(startedAt)}`, paint: colors.dim },
  { heading: "TOOK", text: tookText, align: "right" },
  { heading: "REQUEST", text: ({ requestId }) => escapeForTerminal(requestId), leaveOut: 1 },
  { heading: "END", text: ({ end }) => escapeForTerminal(attemptEndText(end)), least: 24 },
];

const tookText = ({ startedAt, end }: Attempt) =>
  durationText(end && Date.parse(end.at) - Date.parse(startedAt));
