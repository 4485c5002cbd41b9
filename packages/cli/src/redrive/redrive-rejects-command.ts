import { setTimeout as wait } from "node:timers/promises";
import { listBatchFiles } from "@paperledger/aws/batch-files/batch-file-uploads";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import { redrivesUnderWay, type UploadedRedrive } from "@paperledger/core/rejects/redrives-under-way";
import { runsWithOpenRejects } from "@paperledger/core/rejects/runs-with-open-rejects";
import { redrivesPrefix } from "@paperledger/core/runs/redrives";
import { reasonsOf } from "@paperledger/core/statistics/reasons-of";
import { redrivesOf } from "@paperledger/core/statistics/redrives-of";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { outcomesText } from "@paperledger/core/text/outcome-counts";
import { countOf, countText } from "@paperledger/core/text/quantities";
import { parseTraceId, type TraceId } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { formats } from "@paperledger/functions/processor/formats";
import { CommandError, EXIT, type ExitCode, refuseIfStopped } from "../command-error.ts";
import type { Deployment } from "../deployments/open-deployment.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { redriveRejects } from "./redrive-rejects.ts";
import { countsOf, watchRedriven } from "./watch-redriven.ts";

type Used = Pick<Deployment, "ledger" | "clients" | "rawBucket">;

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
  const { print, printJson, printError, progress } = terminal;
  const unreadable = unreadableItems();
  if (!json && reason !== undefined && traceIds.length > 0)
    print(
      `Redriving all open rejects of ${countOf(traceIds.length, "run")} that rejected a record for ${escapeForTerminal(reason)}, including rejects with other reasons.`,
    );
  const uploads = new Map<string, TraceId>();
  let left = 0;
  let records = 0;
  let leftToOthers = 0;
  refuseIfStopped(stop);
  let hasRefused = false;
  let stoppedWithin = 0;
  const noteLeft = (traceId: TraceId, count: number | null, why: string) => {
    left += count ?? 0;
    hasRefused = true;
    if (json) printJson({ type: "rejects-left", trace_id: traceId, records: count, why });
    else
      printError(
        `${count === null ? "the rejects" : countOf(count, "reject")} of ${ulidOf(traceId)} ${count === 1 ? "is" : "are"} left: ${escapeForTerminal(why)}`,
      );
  };
  const redriveOne = async (traceId: TraceId): Promise<void> => {
    const { runs: by, notBegun } = await redrivesUnderWay(traceId, storesOf(deployment), new Date());
    if (by.length + notBegun.length > 0) {
      leftToOthers += 1;
      if (json) printJson({ type: "redrive-under-way", trace_id: traceId, by, not_begun: notBegun });
      else print(underWayText(traceId, by, notBegun));
      return;
    }
    for await (const part of redriveRejects(traceId, deployment, formats, {
      onUnreadable: unreadable.note,
      stop,
    })) {
      const { kind, ...told } = part;
      if (part.kind === "stopped") {
        stoppedWithin += 1;
        continue;
      }
      if (part.kind === "refused") {
        noteLeft(traceId, part.records, part.why);
        continue;
      }
      if (part.kind === "uploaded") {
        uploads.set(part.key, traceId);
        records += part.records;
      } else left += 1;
      if (json) printJson({ type: kind === "uploaded" ? "redriven-rejects" : "reject-left", ...told });
      else if (part.kind === "uploaded")
        print(
          `${countOf(part.records, "reject")} uploaded as ${escapeForTerminal(part.key)}: a run of their own.`,
        );
      else printError(`record ${part.record_number} of ${ulidOf(traceId)} is left: ${part.why}`);
    }
  };
  let storeProblem: { readonly error: unknown } | undefined;
  let tried = 0;
  for (const traceId of traceIds) {
    if (stop.aborted || storeProblem) break;
    tried += 1;
    try {
      await redriveOne(traceId);
    } catch (error) {
      if (error instanceof BatchFileError || error instanceof CommandError)
        noteLeft(traceId, null, error.message);
      else storeProblem = { error };
    }
  }
  const foundNothing = uploads.size === 0 && left + leftToOthers === 0 && !hasRefused && !storeProblem;
  if (foundNothing) refuseIfStopped(stop);
  const notTried = traceIds.length - tried + stoppedWithin;
  if (!json && foundNothing && notTried === 0)
    print(traceIds.length === 1 ? "No record of this run was rejected." : "No record was rejected.");
  const hasUnreadable = reportUnreadable(unreadable, json, terminal);
  const runs = await endedRuns(uploads, deployment, stop, progress.show);
  const isGood = runs.map((run) => {
    const { rejected } = run.tally;
    const outcome = outcomeOf(run);
    if (json)
      printJson({
        type: "redrive-outcome",
        trace_id: run.trace_id,
        outcome,
        reason: reasonsOf(run)[0] ?? null,
      });
    else
      print(
        `${run.trace_id}  ${outcome}: ${outcomesText(run.tally)}${rejected > 0 ? ` again (${escapeForTerminal(reasonsOf(run).join(", "))})` : ""}`,
      );
    return outcome === "completed" && rejected === 0;
  });
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
  }
  if (notBegun > 0 && !json)
    print(
      `Not begun yet: ${countOf(notBegun, "run")}. The rejects are uploaded, and the processor reads them when it can. Do not redrive them again: runs lists the run when it has begun.`,
    );
  if (notTried > 0 && !storeProblem && !json)
    print(`Not redriven yet: the rejects of ${countOf(notTried, "run")}. Run the same command again.`);
  const rejectedAgain = runs.reduce((sum, { tally }) => sum + tally.rejected, 0);
  if (!json && rejectedAgain > 0)
    print(`${countText(rejectedAgain)} of ${countOf(records, "record")} rejected again.`);
  if (storeProblem) throw storeProblem.error;
  if (left > 0 || hasRefused || hasUnreadable || isGood.includes(false)) return EXIT.wrong;
  return notBegun + leftToOthers + notTried > 0 || runs.some((run) => outcomeOf(run) === "unknown")
    ? EXIT.undecided
    : EXIT.ok;
}

/** Returns the stores that tell which redrives are under way. If this user may not list the raw bucket, only redrives that have begun are found. */
const storesOf = ({ ledger, clients, rawBucket }: Used) => ({
  ...ledger,
  async uploadsOf(traceId: TraceId): Promise<readonly UploadedRedrive[]> {
    const files = listBatchFiles(clients.s3, rawBucket, redrivesPrefix(traceId));
    try {
      const uploaded = await Array.fromAsync(files);
      return uploaded.map(({ key, lastModifiedAt }) => ({ key, uploadedAt: new Date(lastModifiedAt) }));
    } catch (error) {
      if (error instanceof Error && error.name === "AccessDenied") return [];
      throw error;
    }
  },
});

function underWayText(traceId: TraceId, by: readonly TraceId[], notBegun: readonly string[]): string {
  const begin = `The rejects of ${ulidOf(traceId)} are left out:`;
  const reading = by.map(ulidOf);
  if (reading.length > 0)
    return `${begin} ${reading.join(", ")} ${reading.length === 1 ? "is" : "are"} reading them again. Wait until ${reading.length === 1 ? "it has" : "they have"} ended: ${reading.map((each) => `trace ${each}`).join(", ")}.`;
  return `${begin} they are uploaded as ${notBegun.map(escapeForTerminal).join(", ")}, and the run that reads them has not begun. Wait until it is in the list of runs: runs. If it was given up: redrive --failed.`;
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
