import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { parseTraceId, ulidOf } from "@paperledger/core/trace-ids/trace-id";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { momentText, timeOfDay } from "../text/moment.ts";
import { countText } from "../text/quantities.ts";
import { statusText } from "../text/status-text.ts";
import { type Column, table } from "../text/table.ts";

/** Returns a table of runs, a line each. If there is little room, the file is left out first. */
export const runsTable = (runs: readonly RunStatistics[], colors: Colors, width?: number): string =>
  table(runs, columns(colors, isOfOneDay(runs) ? timeOfDay : momentText), { width, heading: colors.dim });

const isOfOneDay = (runs: readonly RunStatistics[]) =>
  new Set(runs.map(({ started_at }) => started_at?.slice(0, 10))).size === 1;

const columns = (
  colors: Colors,
  startedText: (at: string | null) => string,
): readonly Column<RunStatistics>[] => [
  { heading: "RUN", text: ({ trace_id }) => ulidOf(parseTraceId(trace_id)) },
  {
    heading: "STATUS",
    text: ({ run_status }) => run_status,
    paint: (cell, { run_status }) => statusText(run_status, colors, cell),
  },
  { heading: "STARTED", text: ({ started_at }) => startedText(started_at), leaveOut: 1 },
  count("UPSERTED", ({ tally }) => tally.upserted),
  count("DUPLICATE", ({ tally }) => tally.duplicate),
  count("REJECTED", ({ tally }) => tally.rejected),
  { ...count("PROCESSED", ({ tally }) => tally.processed), leaveOut: 2 },
  { heading: "FILE", text: ({ key }) => escapeForTerminal(key ?? "-"), leaveOut: 3 },
];

const count = (heading: string, of: (run: RunStatistics) => number): Column<RunStatistics> => ({
  heading,
  text: (run) => countText(of(run)),
  align: "right",
});
