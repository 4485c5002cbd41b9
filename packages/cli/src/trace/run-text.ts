import { ratesOfRun } from "@paperledger/core/statistics/rates-of-run";
import { recordsPerSecond, runDuration, runDurationText } from "@paperledger/core/statistics/run-duration";
import { isProjected, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { momentText } from "@paperledger/core/text/moment";
import { bytesText, countText } from "@paperledger/core/text/quantities";
import { withoutFile } from "@paperledger/core/text/without-file";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { type Field, fields } from "../text/fields.ts";
import { statusText } from "../text/status-text.ts";
import { tallyFields } from "../text/tally-fields.ts";

/** Returns a run as text: its file, its times, its counts, and the given further fields. */
export function runText(
  run: RunStatistics,
  colors: Colors,
  width?: number,
  more: readonly Field[] = [],
): string {
  const heading = `Run ${ulidOf(run.trace_id)}  ${statusText(run.run_status, colors)}`;
  const all: readonly Field[] = [
    ["trace id", run.trace_id],
    ["file", fileText(run)],
    ["started", momentText(run.started_at)],
    ...endFields(run),
    ...tallyFields(run.tally, ratesOfRun(run)),
    ...more,
  ];
  return `${colors.bold(heading)}\n${fields(all, { width, label: colors.dim })}`;
}

function fileText({ bucket, key, size_bytes, format }: RunStatistics): string {
  if (bucket === null || key === null) return "-";
  const about = [
    ...(size_bytes === null ? [] : [bytesText(size_bytes)]),
    ...(format === null ? [] : [format]),
  ];
  return `s3://${escapeForTerminal(bucket)}/${escapeForTerminal(key)} (${escapeForTerminal(about.join(", "))})`;
}

function endFields(run: RunStatistics): readonly Field[] {
  const { completed_at, failure, key, run_status } = run;
  const failed: readonly Field[] = failure
    ? [
        [
          run_status === "failed" ? "failed" : "failed before",
          `${momentText(failure.at)} ${escapeForTerminal(failure.reason)}: ${escapeForTerminal(withoutFile(failure.message, key))}`,
        ],
      ]
    : [];
  if (completed_at === null) return failed;
  const duration = runDuration(run);
  const rate = recordsPerSecond(run);
  return [
    ...failed,
    [
      "completed",
      [
        `${momentText(completed_at)}, after ${runDurationText(duration)}`,
        ...(rate === null ? [] : [`, ${countText(rate)} papers/s`]),
        ...(isProjected(run) ? [] : [" (its batches are still being counted)"]),
      ].join(""),
    ],
  ];
}
