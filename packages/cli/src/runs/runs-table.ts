import { reasonsOf } from "@paperledger/core/statistics/reasons-of";
import { runDuration, runDurationText } from "@paperledger/core/statistics/run-duration";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { localDate, momentText, timeOfDay } from "@paperledger/core/text/moment";
import { countText } from "@paperledger/core/text/quantities";
import { parseTraceId, timeOf } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { fileName } from "../text/file-name.ts";
import { statusText } from "../text/status-text.ts";
import { type Column, table } from "../text/table.ts";
import { uniqueBeginnings } from "./unique-beginnings.ts";

/**
 * Returns a table of runs, a line each. On a terminal it fits the width: ULIDs are cut to the characters that tell the runs apart.
 * The middle of a file's path may be left out, but not its name. In a file or a pipe, everything is shown in full.
 */
export const runsTable = (runs: readonly RunStatistics[], colors: Colors, width?: number): string =>
  table(runs, columns(runs, colors, width), { width, heading: colors.dim });

function columns(
  runs: readonly RunStatistics[],
  colors: Colors,
  width: number | undefined,
): readonly Column<RunStatistics>[] {
  const timeText = isOfOneDay(runs) ? timeOfDay : momentText;
  const ulids = runs.map(ulidOfRun);
  const shown = width === undefined ? new Map(ulids.map((ulid) => [ulid, ulid])) : uniqueBeginnings(ulids);
  const fileText = ({ key }: RunStatistics) =>
    width === undefined ? escapeForTerminal(key ?? "-") : fileName(key);
  return [
    { heading: "RUN", text: (run) => shown.get(ulidOfRun(run)) ?? "" },
    {
      heading: "STATUS",
      text: ({ run_status }) => run_status,
      paint: (cell, { run_status }) => statusText(run_status, colors, cell),
    },
    { heading: "UPLOADED", text: (run) => timeText(uploadedAt(run)), leaveOut: 2 },
    { heading: "STARTED", text: ({ started_at }) => timeText(started_at), leaveOut: 7 },
    { heading: "TOOK", text: (run) => runDurationText(runDuration(run)), align: "right", leaveOut: 4 },
    count("NEW", ({ tally }) => tally.upserted, 5),
    count("KNOWN", ({ tally }) => tally.duplicate, 6),
    count("REJECTED", ({ tally }) => tally.rejected, 3),
    count("PROCESSED", ({ tally }) => tally.processed, 8),
    { heading: "REASON", text: reasonText, least: 14 },
    { heading: "FILE", text: fileText, least: 16 },
  ];
}

/** Returns the time by which the runs are sorted. */
const uploadedAt = ({ trace_id }: RunStatistics) => timeOf(parseTraceId(trace_id)).toISOString();

const isOfOneDay = (runs: readonly RunStatistics[]) =>
  new Set(
    runs
      .flatMap((run) => [uploadedAt(run), run.started_at ?? uploadedAt(run)])
      .map((at) => localDate(new Date(at))),
  ).size === 1;

const ulidOfRun = ({ trace_id }: RunStatistics) => ulidOf(trace_id);

/** Returns why the run failed, or why most of its rejected records were rejected. Adds the number of the other reasons. */
function reasonText(run: RunStatistics): string {
  const [first, ...others] = reasonsOf(run);
  if (first === undefined) return "-";
  return escapeForTerminal(others.length === 0 ? first : `${first} +${others.length}`);
}

const count = (
  heading: string,
  of: (run: RunStatistics) => number,
  leaveOut: number,
): Column<RunStatistics> => ({
  heading,
  text: (run) => countText(of(run)),
  align: "right",
  leaveOut,
});
