import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import { openRejects } from "@paperledger/core/rejects/open-rejects";
import { redrivesUnderWay } from "@paperledger/core/rejects/redrives-under-way";
import { begunAgain } from "@paperledger/core/runs/begun-again";
import { readAttempts } from "@paperledger/core/runs/read-attempts";
import { SILENT_AFTER_MS } from "@paperledger/core/runs/silent-after";
import { silentAmong } from "@paperledger/core/runs/stuck-runs";
import { ratesOfRun } from "@paperledger/core/statistics/rates-of-run";
import { redriveLinks } from "@paperledger/core/statistics/redrive-links";
import { recordsPerSecond } from "@paperledger/core/statistics/run-duration";
import { isProjected, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { FIRST_FAILURE_SEQ } from "@paperledger/events/run-event";
import { firstLines } from "../api/first-lines.ts";
import type { AttemptLine, RunAnswer } from "../api/run-answers.ts";
import { runLine } from "../api/run-line.ts";
import { againLine } from "./again-line.ts";
import { attemptLine } from "./attempt-line.ts";
import { runStory } from "./run-story.ts";
import { readRunTail } from "./run-tail.ts";

/**
 * Reads a run without its batches and its rejects. Returns undefined if there is no such run.
 *
 * If the run is completed and counted, only its statistics are read. Otherwise, its last events are also read.
 */
export async function readRun(traceId: TraceId, ledger: ReadSide, now: Date): Promise<RunAnswer | undefined> {
  const { statistics, attempts: log } = ledger;
  const counted = await statistics.run(traceId);
  const isSettled = counted !== undefined && counted.run_status === "completed" && isProjected(counted);
  const fromLog = isSettled ? undefined : await readRunTail(traceId, counted, ledger.eventLog);
  const run = fromLog?.statistics ?? counted;
  if (!run || (fromLog && fromLog.lastEventAt === undefined && fromLog.unreadable.length === 0))
    return undefined;
  const lastEventAt = fromLog?.lastEventAt ?? null;
  const hasEnded = isSettled || fromLog?.hasEnded === true;
  const links = await redriveLinks(traceId, run, statistics);
  const redrives = await statistics.runs(links.redrivenBy, () => {});
  const silent = await silentIds(redrives, ledger.eventLog, now);
  const underWay = run.tally.rejected === 0 ? [] : await runsUnderWay(traceId, ledger, now);
  const { attempts, unreadable } = await readAttempts(log, traceId);
  const outcome = outcomeOf(run, hasEnded, lastEventAt, now);
  const line = runLine(run);
  const rates = ratesOfRun(run);
  const lines = attempts.map(attemptLine);
  const lastAttemptAt = lines.at(-1)?.started_at;
  const workedMs = workedMsOf(lines);
  const again = begunAgain(attempts);
  const wasRedriven = line.was_redriven || again !== null;
  return {
    trace_id: traceId,
    at: line.at,
    outcome,
    story: runStory({
      run,
      outcome,
      lastEventAt,
      lastAttemptAt,
      workedMs,
      again,
      redrives: redrives.length,
      now,
    }),
    bucket: run.bucket,
    key: run.key,
    size_bytes: run.size_bytes,
    format: fromLog?.format ?? run.format,
    started_at: run.started_at,
    completed_at: run.completed_at,
    took_ms: hasEnded ? (wasRedriven ? workedMs : line.took_ms) : null,
    span_ms: hasEnded ? line.span_ms : null,
    was_redriven: wasRedriven,
    again: again && againLine(again),
    last_event_at: lastEventAt,
    failure: run.failure && withoutSeq(run.failure),
    counts: countsOf(run),
    success_rate: rates.success_rate,
    batch_ms: { p50: rates.batch_ms_p50, p95: rates.batch_ms_p95, p99: rates.batch_ms_p99 },
    papers_per_second: hasEnded && again === null ? recordsPerSecond(run) : null,
    reasons: reasonLines(
      run,
      openRejects(run, (of) => (of === traceId ? redrives : [])),
    ),
    sources: sourceLines(run),
    published: {
      started: run.started_at === null ? 0 : 1,
      batch_done: run.tally.batches,
      completed: run.completed_seq === null ? 0 : 1,
      failed: fromLog?.failures ?? failuresOf(run),
    },
    is_counted: counted !== undefined && seqsIn(counted) >= seqsIn(run),
    attempts: lines,
    unreadable: firstLines([...(fromLog?.unreadable ?? []), ...unreadable]),
    redrives: links.redrives ?? null,
    redrives_under_way: underWay,
    redriven_by: redrives
      .toSorted((a, b) => (a.trace_id < b.trace_id ? -1 : 1))
      .map((redrive) => ({
        ...runLine(redrive),
        ...(silent.has(redrive.trace_id) && { outcome: "silent" as const }),
      })),
  };
}

/** The page may not list files, so it does not see a redrive whose run has not begun. The command looks for it before it uploads. */
async function runsUnderWay(
  traceId: TraceId,
  { statistics, eventLog }: ReadSide,
  now: Date,
): Promise<readonly TraceId[]> {
  const { runs } = await redrivesUnderWay(traceId, { statistics, eventLog, uploadsOf: async () => [] }, now);
  return runs;
}

/** Returns the trace ids of those runs that went silent. It reads the events of the running ones. */
async function silentIds(
  runs: readonly RunStatistics[],
  eventLog: ReadSide["eventLog"],
  now: Date,
): Promise<ReadonlySet<string>> {
  const running = runs.filter(({ run_status }) => run_status === "running");
  const silentSince = new Date(now.getTime() - SILENT_AFTER_MS);
  const silent = await Array.fromAsync(silentAmong(running, eventLog, silentSince, () => {}));
  return new Set(silent.map(({ run }) => run.trace_id));
}

/** Returns the time that all attempts worked, or null if the end of one is unknown. Between attempts a run may wait for hours. */
function workedMsOf(attempts: readonly AttemptLine[]): number | null {
  const times = attempts.flatMap(({ took_ms }) => took_ms ?? []);
  return times.length === 0 || times.length < attempts.length ? null : times.reduce((sum, ms) => sum + ms, 0);
}

/** Returns the number of events that the run's statistics count. */
const seqsIn = ({ applied }: RunStatistics): number =>
  applied.reduce((sum, [first, last]) => sum + last - first + 1, 0);

function outcomeOf(
  { run_status, tally }: RunStatistics,
  hasEnded: boolean,
  lastEventAt: string | null,
  now: Date,
): RunAnswer["outcome"] {
  if (run_status === "completed") return tally.rejected > 0 ? "completed-with-rejects" : "completed";
  if (hasEnded) return "failed";
  const silentSince = new Date(now.getTime() - SILENT_AFTER_MS).toISOString();
  return lastEventAt !== null && lastEventAt < silentSince ? "silent" : "running";
}

const sourceLines = ({ by_source }: RunStatistics): RunAnswer["sources"] =>
  Object.entries(by_source)
    .toSorted(([, a], [, b]) => b.processed - a.processed)
    .map(([source, { upserted, duplicate, rejected }]) => ({ source, upserted, duplicate, rejected }));

const withoutSeq = ({ at, reason, message, batches }: NonNullable<RunStatistics["failure"]>) => ({
  at,
  reason,
  message,
  batches,
});

const countsOf = ({ tally }: RunStatistics): RunAnswer["counts"] => {
  const { processed, upserted, duplicate, rejected, batches, bytes } = tally;
  return { processed, upserted, duplicate, rejected, batches, bytes };
};

/** The `seq` of failures begins at {@link FIRST_FAILURE_SEQ}. */
const failuresOf = ({ failure }: RunStatistics) =>
  failure === null ? 0 : failure.seq - FIRST_FAILURE_SEQ + 1;

function reasonLines({ tally }: RunStatistics, open: Readonly<Record<string, number>>): RunAnswer["reasons"] {
  const all = new Map(Object.entries(tally.rejected_by_reason).map(([reason, records]) => [reason, records]));
  for (const reason of Object.keys(open)) if (!all.has(reason)) all.set(reason, 0);
  return [...all]
    .map(([reason, records]) => ({
      reason,
      records,
      open: Object.hasOwn(open, reason) ? (open[reason] ?? 0) : 0,
    }))
    .toSorted((a, b) => b.records - a.records);
}
