import { problemOf } from "@paperledger/core/rejects/problem-of";
import { runDuration, runDurationText } from "@paperledger/core/statistics/run-duration";
import type { Tally } from "@paperledger/core/statistics/tally";
import { countOf, countText, papersPerSecond } from "@paperledger/core/text/quantities";
import { withoutFile } from "@paperledger/core/text/without-file";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { type Field, fields } from "../text/fields.ts";
import { statusText } from "../text/status-text.ts";
import { batchTimesText } from "../text/tally-fields.ts";
import type { EndedRun } from "./ended-run.ts";
import type { Vectorized } from "./vectorized.ts";

export interface SummaryOptions {
  readonly colors: Colors;
  readonly width?: number | undefined;
  /** The answers of the sample subscriber to the run's events, if they are received. */
  readonly vectorized?: Vectorized;
  /** The command that shows more of the run. */
  readonly traceCommand?: string;
  /** True if the keys of the reject objects are shown, because no command can read them. */
  readonly showsRejectObjects?: boolean;
}

/** Returns the summary of a run. */
export function summaryText(ended: EndedRun, options: SummaryOptions): string {
  const { colors, width, vectorized, traceCommand, showsRejectObjects = false } = options;
  const { result, run } = ended;
  const duration = runDuration(run);
  const isRateKnown = result.processed_count > 0 && duration?.wasRedriven === false;
  const rate = isRateKnown ? papersPerSecond(result.processed_count, duration.spanMs) : null;
  const heading = [
    colors.bold(statusText(result.status, colors, `Run ${result.status}`)),
    ` in ${runDurationText(duration)}`,
    ...(rate === null ? [] : [`, ${countText(rate)} papers/s`]),
  ].join("");
  return [
    heading,
    fields(
      [
        ["trace id", result.trace_id],
        ["file", escapeForTerminal(result.s3_key)],
        ...(result.failure
          ? ([
              [
                "reason",
                `${escapeForTerminal(result.failure.reason)}: ${escapeForTerminal(withoutFile(result.failure.message, result.s3_key))}`,
              ],
            ] as const)
          : []),
        ...countFields(ended),
        ...(run.tally.batches === 0 ? [] : batchFields(run.tally, vectorized)),
        ...rejectFields(ended, showsRejectObjects),
      ],
      { width, label: colors.dim },
    ),
    ...(traceCommand === undefined ? [] : [`  ${colors.cyan(traceCommand)}`]),
  ].join("\n");
}

function countFields({ result }: EndedRun): readonly Field[] {
  const { processed_count, upsert_count, duplicate_count, failed_count } = result;
  const width = countText(processed_count).length;
  const field = (label: string, count: number, note = ""): Field => [
    label,
    `${countText(count).padStart(width)}  ${note}`.trimEnd(),
  ];
  return [
    field("processed", processed_count),
    field("new", upsert_count),
    field("known", duplicate_count, duplicatesText(upsert_count, duplicate_count)),
    field("rejected", failed_count),
  ];
}

function duplicatesText(upserted: number, duplicate: number): string {
  if (duplicate === 0) return "";
  return upserted === 0
    ? "the table already holds the same or newer versions"
    : "the table or the file holds the same or newer versions";
}

function batchFields(tally: Tally, vectorized: Vectorized | undefined): readonly Field[] {
  return [
    ["batches", `${countOf(tally.batches, "batch", "batches")}: ${batchTimesText(tally)}`],
    ...(vectorized ? [["subscriber", subscriberText(vectorized)] as const] : []),
  ];
}

const subscriberText = ({ events, papers, vectors }: Vectorized) =>
  `${countOf(events, "batch-done event")} handled, ${countOf(papers, "paper")} read, ${countOf(vectors, "vector")} written`;

/** Returns the first rejects, and the number of the others. */
function rejectFields(
  { result, run, rejects, rejectKeys }: EndedRun,
  showsObjects: boolean,
): readonly Field[] {
  const more = result.failed_count - rejects.length;
  const lines = [
    ...rejects.map(
      (reject) => `record ${countText(reject.record_number)}: ${escapeForTerminal(problemOf(reject))}`,
    ),
    ...(more > 0 ? [`and ${countText(more)} more`] : []),
    ...(showsObjects
      ? rejectKeys.slice(0, 1).map((key) => escapeForTerminal(`s3://${run.bucket}/${key}`))
      : []),
  ];
  return lines.map((line, nth): Field => [nth === 0 ? "rejects" : "", line]);
}
