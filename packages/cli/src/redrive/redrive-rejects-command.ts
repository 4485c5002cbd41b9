import { setTimeout as wait } from "node:timers/promises";
import { runsWithOpenRejects } from "@paperledger/core/rejects/runs-with-open-rejects";
import { reasonsOf } from "@paperledger/core/statistics/reasons-of";
import { redrivesOf } from "@paperledger/core/statistics/redrives-of";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { outcomesText } from "@paperledger/core/text/outcome-counts";
import { countOf, countText } from "@paperledger/core/text/quantities";
import { parseTraceId, type TraceId } from "@paperledger/core/trace-ids/trace-id";
import { EXIT, type ExitCode, refuseIfStopped } from "../command-error.ts";
import type { Deployment } from "../deployments/open-deployment.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { nextGoesOnText } from "../text/goes-on.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { codeOfRedrivenRejects } from "./code-of-redriven-rejects.ts";
import { type OpenRejectsUploaded, uploadOpenRejects } from "./upload-open-rejects.ts";
import { countsOf, watchRedriven } from "./watch-redriven.ts";

type Used = Pick<Deployment, "ledger" | "clients" | "rawBucket" | "isForOneCommand">;

export interface RedriveRejectsOptions {
  /** The reason by which the runs were chosen. */
  readonly reason?: string | undefined;
  readonly json: boolean;
  readonly stop: AbortSignal;
}

/**
 * Uploads the rejects of runs as new runs, waits for their ends, and reports the outcome of the records. Rejects that another redrive is
 * reading are left to it, and it is named. If rejects of a run cannot be uploaded, they are reported with the reason, and the other runs
 * are redriven all the same. If `stop` aborts, no further run is begun.
 *
 * @throws the error of a store, after the runs that were begun are reported
 */
export async function redriveRejectsOf(
  traceIds: readonly TraceId[],
  deployment: Used,
  { json, stop, reason }: RedriveRejectsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { print } = terminal;
  refuseIfStopped(stop);
  if (!json && reason !== undefined && traceIds.length > 0)
    print(
      `Redriving all open rejects of ${countOf(traceIds.length, "run")} that rejected a record for ${escapeForTerminal(reason)}, including rejects with other reasons.`,
    );
  const unreadable = unreadableItems();
  const uploaded = await uploadOpenRejects(
    traceIds,
    deployment,
    { json, stop, onUnreadable: unreadable.note },
    terminal,
  );
  const { uploads, hasLeft, leftToOthers, notTried, storeProblem } = uploaded;
  if (uploads.size === 0 && !hasLeft && leftToOthers === 0 && !storeProblem) {
    refuseIfStopped(stop);
    if (!json && notTried === 0)
      print(traceIds.length === 1 ? "No record of this run was rejected." : "No record was rejected.");
  }
  const hasUnreadable = reportUnreadable(unreadable, json, terminal);
  const runs = await endedRuns(uploads, deployment, stop, terminal.progress.show);
  reportRuns(runs, json, terminal);
  reportSums(uploaded, runs, json, terminal);
  if (!json) reportUnfinished(uploaded, runs, deployment, terminal);
  if (storeProblem) throw storeProblem.error;
  return hasUnreadable ? EXIT.wrong : codeOfRedrivenRejects(uploaded, runs);
}

/** Prints the outcome of each run that read the rejects again. */
function reportRuns(runs: readonly RunStatistics[], json: boolean, { print, printJson }: Terminal): void {
  for (const run of runs) {
    const { trace_id, tally } = run;
    const outcome = outcomeOf(run);
    const reasons = reasonsOf(run);
    if (json) printJson({ type: "redrive-outcome", trace_id, outcome, reason: reasons[0] ?? null });
    else
      print(
        `${trace_id}  ${outcome}: ${outcomesText(tally)}${tally.rejected > 0 ? ` again (${escapeForTerminal(reasons.join(", "))})` : ""}`,
      );
  }
}

/** Prints what came of all rejects together. */
function reportSums(
  { uploads, records, left }: OpenRejectsUploaded,
  runs: readonly RunStatistics[],
  json: boolean,
  { print, printJson }: Terminal,
): void {
  const notBegun = uploads.size - runs.length;
  if (json) {
    const { completed, failed, unknown } = countsOf(runs.map(outcomeOf));
    printJson({
      type: "redriven-files",
      files: uploads.size,
      records,
      left,
      completed,
      failed,
      unknown: unknown + notBegun,
    });
    return;
  }
  const rejectedAgain = runs.reduce((sum, { tally }) => sum + tally.rejected, 0);
  if (rejectedAgain > 0)
    print(`${countText(rejectedAgain)} of ${countOf(records, "record")} rejected again.`);
}

/** Prints what is still to come, what goes on with it, and which rejects are still to be redriven. */
function reportUnfinished(
  { uploads, notTried, storeProblem }: OpenRejectsUploaded,
  runs: readonly RunStatistics[],
  { isForOneCommand = false }: Used,
  { print }: Terminal,
): void {
  const notBegun = uploads.size - runs.length;
  const notEnded = runs.filter(({ run_status }) => run_status === "running").length;
  const goesOn = (count: number) =>
    isForOneCommand ? ` ${nextGoesOnText(count === 1 ? "it" : "them")}.` : "";
  const isForAll = notTried === 0 || storeProblem !== undefined;
  if (notEnded > 0) print(`Not ended yet: ${countOf(notEnded, "run")}.${goesOn(notEnded)}`);
  if (notBegun > 0)
    print(
      [
        `Not begun yet: ${countOf(notBegun, "run")}. The rejects are uploaded`,
        isForOneCommand ? `.${goesOn(notBegun)}` : ", and the processor reads them when it can.",
        isForAll ? " Do not redrive them again: runs lists the run when it has begun." : "",
      ].join(""),
    );
  if (notTried > 0 && !storeProblem)
    print(
      `Not redriven yet: the rejects of ${countOf(notTried, "run")}. Run the same command again${notBegun > 0 ? ": it leaves out the rejects that are uploaded" : ""}.`,
    );
}

const outcomeOf = ({ run_status }: RunStatistics) => (run_status === "running" ? "unknown" : run_status);

const BEGINS_WITHIN_MS = 120_000;

/** Waits until the runs of these uploads have begun and ended. Returns the runs that began. */
async function endedRuns(
  uploads: ReadonlyMap<string, TraceId>,
  { ledger }: Used,
  stop: AbortSignal,
  show: (text: string) => void,
): Promise<readonly RunStatistics[]> {
  const { statistics } = ledger;
  const begunBy = Date.now() + BEGINS_WITHIN_MS;
  const begun = new Map<string, TraceId>();
  while (begun.size < uploads.size && !stop.aborted && Date.now() < begunBy) {
    for (const redriven of new Set(uploads.values()))
      for (const { key, trace_id } of await statistics.runs(await redrivesOf(redriven, statistics), () => {}))
        if (key !== null && uploads.has(key)) begun.set(key, parseTraceId(trace_id));
    if (begun.size === 0) show(`${countOf(uploads.size, "run")} to begin`);
    else show(`${countText(begun.size)} of ${countOf(uploads.size, "run")} begun`);
    if (begun.size < uploads.size) await wait(300, undefined, { signal: stop }).catch(() => {});
  }
  const traceIds = [...begun.values()];
  await watchRedriven(
    traceIds.map((traceId) => ({ traceId, failedSeq: undefined })),
    statistics,
    {
      stop,
      onProgress: (runs) => runs.length > 0 && show(`${countOf(runs.length, "run")} under way`),
    },
  );
  const runs = await statistics.runs(traceIds, () => {});
  return runs.toSorted((a, b) => (a.trace_id < b.trace_id ? -1 : 1));
}

/**
 * Returns the runs since a moment that have open rejects, oldest first. If a reason is given, only those that rejected a record for
 * it.
 */
export async function withOpenRejectsSince(
  since: Date,
  reason: string | undefined,
  { ledger }: Pick<Deployment, "ledger">,
): Promise<readonly TraceId[]> {
  const { statistics } = ledger;
  const range = { from: since, to: new Date() };
  const runs = await runsWithOpenRejects(
    statistics.runsWithReasons(range, () => {}),
    range,
    statistics,
    () => {},
  );
  return runs
    .filter(({ open }) => reason === undefined || Object.hasOwn(open, reason))
    .map(({ run }) => parseTraceId(run.trace_id))
    .toReversed();
}
