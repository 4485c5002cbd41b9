import type { Timestamp } from "@paperledger/core/papers/paper";
import type { AttemptLog } from "@paperledger/core/runs/attempt-log";
import { foldRun } from "@paperledger/core/runs/run-fold";
import { failedSince } from "@paperledger/core/statistics/failed-since";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { NO_TALLY } from "@paperledger/core/statistics/tally";
import { outcomesText } from "@paperledger/core/text/outcome-counts";
import { countOf, countText } from "@paperledger/core/text/quantities";
import { withoutFile } from "@paperledger/core/text/without-file";
import { parseTraceId, type TraceId } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { EXIT, type ExitCode, refuseIfStopped } from "../command-error.ts";
import type { Deployment } from "../deployments/open-deployment.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { fileName } from "../text/file-name.ts";
import { nextGoesOnText } from "../text/goes-on.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { redriveRun } from "./redrive-run.ts";
import {
  countsOf,
  exitCodeOfOutcomes,
  type HandedOver,
  type Outcome,
  watchRedriven,
} from "./watch-redriven.ts";

type Used = Pick<Deployment, "ledger" | "clients" | "uploadsQueueUrl" | "isForOneCommand">;

export interface RedriveRunsOptions {
  readonly json: boolean;
  readonly stop: AbortSignal;
}

/** Hands runs to the processor again, waits for their ends, and reports them. A completed run is left as it is. */
export async function redriveRuns(
  traceIds: readonly TraceId[],
  deployment: Used,
  { json, stop }: RedriveRunsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { print, printJson, progress } = terminal;
  const { statistics, attempts } = deployment.ledger;
  const unreadable = unreadableItems();
  const before = await runsById(traceIds, deployment);
  const handedOver: HandedOver[] = [];
  refuseIfStopped(stop);
  let done = 0;
  for (const [nth, traceId] of traceIds.entries()) {
    if (stop.aborted) break;
    if (nth > 0)
      progress.show(`${countText(nth)} of ${countOf(traceIds.length, "run")} handed to the processor`);
    const lastAttemptAt = await lastAttemptOf(traceId, attempts);
    const isHanded = await redriveRun(traceId, deployment, unreadable.note).finally(() =>
      reportUnreadable(unreadable, json, terminal),
    );
    if (json) printJson({ type: "redriven-run", trace_id: traceId, handed_over: isHanded });
    else if (!isHanded) print(`Run ${traceId} is completed: there is nothing to do.`);
    else if (traceIds.length === 1)
      print(`Run ${traceId} is handed to the processor: it resumes at its last batch-done.`);
    done += 1;
    if (isHanded) handedOver.push({ traceId, failedSeq: before.get(traceId)?.failure?.seq, lastAttemptAt });
  }
  if (!json && handedOver.length > 1) print(`${countOf(handedOver.length, "run")} handed to the processor.`);
  const outcomes = await watchRedriven(handedOver, statistics, {
    stop,
    attempts,
    onProgress(runs) {
      const records = runs.reduce((sum, { tally }) => sum + tally.processed, 0);
      if (runs.length === 0) return;
      const processed = records === 0 ? "" : `, ${countOf(records, "record")} processed`;
      progress.show(`${countOf(runs.length, "run")} under way${processed}`);
    },
  });
  const after = await runsById([...outcomes.keys()], deployment);
  for (const [traceId, outcome] of outcomes) {
    // The failure of the last attempt may be known before its event is counted. So the newest failure is read from the log.
    const run = outcome === "failed" ? await runInLog(traceId, deployment) : after.get(traceId);
    if (json)
      printJson({
        type: "redrive-outcome",
        trace_id: traceId,
        outcome,
        reason: outcome === "failed" ? (run?.failure?.reason ?? null) : null,
      });
    else print(outcomeText(traceId, outcome, run));
  }
  if (json) {
    const ended = countsOf(outcomes.values());
    printJson({ type: "redriven-runs", handed_over: handedOver.length, ...ended });
  }
  const { failed, unknown } = countsOf(outcomes.values());
  if (!json && deployment.isForOneCommand && unknown > 0)
    print(`${nextGoesOnText(unknown === 1 ? "it" : "them")}.`);
  if (!json && handedOver.length > 1 && failed > 0)
    print(`${countText(failed)} of ${countOf(handedOver.length, "run")} failed again.`);
  const code = exitCodeOfOutcomes(outcomes.values());
  if (done < traceIds.length) {
    terminal.printError(stoppedText(traceIds.length - done));
    if (code === EXIT.ok && unreadable.count === 0) return EXIT.undecided;
  }
  return code === EXIT.ok && unreadable.count > 0 ? EXIT.wrong : code;
}

const stoppedText = (runs: number) =>
  `stopped before ${countOf(runs, "other run")} ${runs === 1 ? "was" : "were"} handed to the processor. The same command hands over the rest`;

/** Returns when the last attempt at a run began. Returns undefined if the attempts cannot be read. */
async function lastAttemptOf(
  traceId: TraceId,
  attempts: Pick<AttemptLog, "attemptsOf">,
): Promise<Timestamp | "none" | undefined> {
  try {
    const all = await Array.fromAsync(attempts.attemptsOf(traceId, () => {}));
    return all.at(-1)?.startedAt ?? "none";
  } catch {
    return undefined;
  }
}

async function runsById(
  traceIds: readonly TraceId[],
  { ledger }: Pick<Deployment, "ledger">,
): Promise<ReadonlyMap<string, RunStatistics>> {
  const runs = await ledger.statistics.runs(traceIds, () => {});
  return new Map(runs.map((run) => [run.trace_id, run]));
}

async function runInLog(traceId: TraceId, { ledger }: Pick<Deployment, "ledger">): Promise<RunStatistics> {
  const { statistics } = await foldRun(
    traceId,
    ledger.eventLog.eventsOf(traceId, () => {}),
  );
  return statistics;
}

function outcomeText(traceId: TraceId, outcome: Outcome, run: RunStatistics | undefined): string {
  const name = `${ulidOf(traceId)}  ${fileName(run?.key)}`;
  switch (outcome) {
    case "completed":
      return `${name}  completed: ${outcomesText(run?.tally ?? NO_TALLY)}`;
    case "failed":
      return `${name}  failed again: ${escapeForTerminal(run?.failure?.reason ?? "-")}: ${escapeForTerminal(withoutFile(run?.failure?.message ?? "-", run?.key))}`;
    case "unknown":
      return `${name}  has not ended yet`;
  }
}

/** Returns the runs that failed since a moment, oldest first. If a reason is given, only those that failed for it. */
export async function failedRunsSince(
  since: Date,
  reason: string | undefined,
  { ledger }: Pick<Deployment, "ledger">,
): Promise<readonly TraceId[]> {
  const found: TraceId[] = [];
  for await (const { trace_id, failure } of failedSince(since, ledger.statistics, () => {}))
    if (reason === undefined || failure?.reason === reason) found.push(parseTraceId(trace_id));
  return found.toReversed();
}
