import type { Attempt } from "@paperledger/core/runs/attempt-log";
import { preciseTimeOfDay } from "@paperledger/core/text/moment";
import { countText, durationText } from "@paperledger/core/text/quantities";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { type Column, table } from "../text/table.ts";

/** Returns a table of the attempts of a run, in order. */
export const attemptsTable = (attempts: readonly Attempt[], colors: Colors): string =>
  table(attempts, columns(colors), { heading: colors.dim });

const columns = (colors: Colors): readonly Column<Attempt>[] => [
  { heading: "  BEGAN", text: ({ startedAt }) => `  ${preciseTimeOfDay(startedAt)}`, paint: colors.dim },
  { heading: "TOOK", text: tookText, align: "right" },
  { heading: "REQUEST", text: ({ requestId }) => escapeForTerminal(requestId) },
  { heading: "END", text: endText },
];

const tookText = ({ startedAt, end }: Attempt) =>
  durationText(end && Date.parse(end.at) - Date.parse(startedAt));

function endText({ end }: Attempt): string {
  switch (end?.kind) {
    case undefined:
      return "no end is noted: it is under way, or its process was killed";
    case "ended":
      return end.status;
    case "handed-on": {
      const idle = end.idleInvocations === 0 ? "" : `, ${countText(end.idleInvocations)} without a batch`;
      return `handed on after record ${countText(end.recordNumber)}${idle}`;
    }
    case "interrupted":
      return end.by.kind === "deadline"
        ? "interrupted by the invocation's deadline"
        : `interrupted by ${escapeForTerminal(end.by.name)}: ${escapeForTerminal(end.by.message)}`;
  }
}
