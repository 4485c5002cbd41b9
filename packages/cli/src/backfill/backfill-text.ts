import { DYNAMODB_PRICE } from "@paperledger/core/prices/dynamodb-price";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { addTally, NO_TALLY } from "@paperledger/core/statistics/tally";
import { outcomesText } from "@paperledger/core/text/outcome-counts";
import { bytesText, countOf, countText, durationText } from "@paperledger/core/text/quantities";
import { withoutFile } from "@paperledger/core/text/without-file";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import { fields } from "../text/fields.ts";
import { commandLine, momentOption } from "../text/where-next.ts";
import { type Estimate, type Pace, RECORDS_PER_SECOND_A_FILE, secondsOf } from "./estimate.ts";
import type { Plan } from "./plan.ts";
import type { Backfilled } from "./run-backfill.ts";

/** Returns the estimate of a backfill as text. @param done objects with nothing left to do */
export const estimateText = (
  estimate: Estimate,
  {
    done,
    failedBefore,
    isLaptop,
    pace,
    width,
  }: {
    readonly done: number;
    readonly failedBefore: number;
    readonly isLaptop: boolean;
    readonly pace: Pace;
    readonly width: number | undefined;
  },
): string =>
  fields(
    [
      [
        "files",
        [
          `${countText(estimate.objects)}, ${bytesText(estimate.bytes)}`,
          ...(done > 0 ? [`${countText(done)} more are done`] : []),
          ...(failedBefore > 0 ? [`${countText(failedBefore)} failed before`] : []),
        ].join("; "),
      ],
      ["records", `some ${countText(estimate.records)}`],
      [
        "on AWS",
        `some ${countText(estimate.writeUnits)} write and ${countText(estimate.readUnits)} read units of DynamoDB, $${dollarsText(estimate.dollars)} on demand (${DYNAMODB_PRICE.region}, prices since ${DYNAMODB_PRICE.since}; S3, Lambda and statistics come on top)`,
      ],
      [
        "time on AWS",
        `${durationText(secondsOf(estimate, pace) * 1_000)} or more, with ${countOf(pace.filesAtOnce, "file")} at once of ${RECORDS_PER_SECOND_A_FILE} records a second each, and ${countText(pace.writeUnitsPerSecond)} write units a second`,
      ],
      ...(isLaptop ? ([["here", "nothing: it is this machine's own disk and time"]] as const) : []),
    ],
    { width },
  );

const dollarsText = (dollars: number) => (dollars < 0.01 ? "0.01 at most" : dollars.toFixed(2));

/** Returns the progress of a backfill in one line. */
export function backfillProgressText(
  {
    left,
    total,
    ended,
  }: { readonly left: number; readonly total: number; readonly ended: readonly RunStatistics[] },
  underWay: readonly RunStatistics[],
  waitMs: number,
): string {
  const { processed, rejected } = tallyOf([...ended, ...underWay]);
  const done = total - left;
  return [
    done === 0
      ? `  ${countOf(total, "file")} to do`
      : `  ${countText(done)} of ${countOf(total, "file")} done`,
    ...(underWay.length > 0 ? [`, ${countOf(underWay.length, "run")} under way`] : []),
    ...(waitMs > 0 ? [`, the next file in ${durationText(waitMs)}`] : []),
    ...(processed > 0 ? [`: ${countText(processed)} processed, ${countText(rejected)} rejected`] : []),
  ].join("");
}

/** Returns why the run of a file failed, and the command that shows more. */
export function failedRunText(
  file: string,
  when: "failed" | "failed before",
  { trace_id, key, failure }: RunStatistics,
  place: DeploymentPlace,
): string {
  const look = commandLine(`trace ${ulidOf(trace_id)}`, place);
  const why = failure ? `${failure.reason}: ${withoutFile(failure.message, key)}` : "nothing says why";
  return `  ${escapeForTerminal(file)} ${when}: ${escapeForTerminal(why)}: ${look}`;
}

const MOST_SHOWN = 20;

/** Lists objects whose runs failed before, and says which command processes them again. @param runs at least one */
export function failedBeforeText(
  runs: readonly RunStatistics[],
  fileOf: (run: RunStatistics) => string,
  place: DeploymentPlace,
): string {
  const more = runs.length - MOST_SHOWN;
  return [
    ...runs.slice(0, MOST_SHOWN).map((run) => failedRunText(fileOf(run), "failed before", run, place)),
    ...(more > 0 ? [`  and ${countText(more)} more`] : []),
    againText(runs, place),
  ].join("\n");
}

function againText(runs: readonly RunStatistics[], place: DeploymentPlace): string {
  const [first, ...others] = runs;
  if (first && others.length === 0)
    return `The run of this object failed, and the object gets no other run. To process it again: ${commandLine(`redrive ${ulidOf(first.trace_id)}`, place)}`;
  const [since = 0] = runs.map(({ failure }) => Date.parse(failure?.at ?? "")).toSorted((a, b) => a - b);
  return `${countText(runs.length)} objects have runs that failed, and get no other runs. To process them again, and all other runs that failed since then: ${commandLine(`redrive --failed-since ${momentOption(new Date(since))}`, place)}`;
}

/** Says that a backfill of a folder has nothing to do, and what to do with files that failed before. */
export function nothingToDoText(
  { done, failedBefore }: Pick<Plan, "done" | "failedBefore">,
  place: DeploymentPlace,
): string {
  const doneText = `Nothing to do: ${countOf(done, "file")} done`;
  if (failedBefore.length === 0) return `${doneText}.`;
  return `${doneText}, ${countText(failedBefore.length)} failed before. A changed file is uploaded as new. To try one again as it is: ${commandLine("redrive RUN", place)}`;
}

/** Returns the result of a backfill as text. @param failedBefore files whose runs failed in an earlier start of it */
export function backfilledText(
  { ended, givenUp, left }: Backfilled,
  failedBefore: number,
  place: DeploymentPlace,
  width: number | undefined,
): string {
  const tally = tallyOf(ended);
  const failedRuns = ended.filter(({ run_status }) => run_status === "failed").length;
  return fields(
    [
      [
        "runs",
        `${countText(ended.length)} ended: ${ended.length - failedRuns} completed, ${failedRuns} failed${givenUp.length > 0 ? `; ${givenUp.length} did not end` : ""}`,
      ],
      ["records", `${countText(tally.processed)} processed: ${outcomesText(tally)}`],
      ...(failedBefore > 0
        ? ([
            [
              "failed before",
              `${countOf(failedBefore, "file")}: a corrected file is uploaded as new; to try one again as it is, ${commandLine("redrive RUN", place)}`,
            ],
          ] as const)
        : []),
      ...(left > 0
        ? ([["left", `${countOf(left, "file")}: the same command goes on with them`]] as const)
        : []),
    ],
    { width },
  );
}

const tallyOf = (runs: readonly RunStatistics[]) => runs.map(({ tally }) => tally).reduce(addTally, NO_TALLY);
