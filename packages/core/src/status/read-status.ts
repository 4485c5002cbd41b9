import { DEAD_LETTER_PLACES, type DeadLetters, type ReadDeadLetters } from "../dead-letters/dead-letters.ts";
import type { RejectStore } from "../rejects/reject.ts";
import type { EventLog } from "../runs/event-log.ts";
import { SILENT_AFTER_MS } from "../runs/silent-after.ts";
import { type StuckRun, silentAmong, wasBegunAgain } from "../runs/stuck-runs.ts";
import { isBehindSince } from "../statistics/counted-up-to.ts";
import { failedSince } from "../statistics/failed-since.ts";
import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { CountedUpTo, StatisticsStore, TimeRange } from "../statistics/statistics-store.ts";
import { withoutFile } from "../text/without-file.ts";
import { parseTraceId, timeOf } from "../trace-ids/trace-id.ts";
import { byCountAndReason } from "./by-count-and-reason.ts";
import { missingSources } from "./missing-sources.ts";
import { named } from "./named-runs.ts";
import { PROCESSOR_QUEUES, type ReadQueueDepth } from "./processor-queues.ts";
import { added, rangeCounts } from "./range-counts.ts";
import { rejectedRecords } from "./rejected-records.ts";
import type { Status, StatusPart, Todo } from "./status.ts";

/** The stores from which a status is read. */
export interface StatusSources {
  readonly eventLog: Pick<EventLog, "eventsOf">;
  readonly statistics: Pick<
    StatisticsStore,
    | "runsBetween"
    | "runsWith"
    | "runsWithReasons"
    | "runs"
    | "redrives"
    | "lateWithRejects"
    | "oldFilesFailedSince"
    | "tally"
    | "tallies"
    | "sources"
    | "countedUpTo"
  >;
  readonly rejects: Pick<RejectStore, "read">;
  readonly deadLetters: ReadDeadLetters;
  readonly queueDepth: ReadQueueDepth;
}

export interface StatusOptions {
  /** The beginning of the range, and the beginning of each further part. At least one moment, the earliest first. */
  readonly partsFrom: readonly [Date, ...Date[]];
  readonly now: Date;
  /** The end of the range. The default is `now`. Silent runs, queues, dead letters and the progress of the statistics are those of `now` in any case. */
  readonly to?: Date | undefined;
  /** A run that has not ended is silent if it had no event for this long. The default is {@link SILENT_AFTER_MS}. */
  readonly silentAfterMs?: number;
  /** Statistics that lack events for this long are a thing to do. The default is 15 minutes. */
  readonly behindAfterMs?: number;
}

/**
 * Reads the status of a deployment for an operator: the outcomes of the runs in a range, and the things that a person has to do. It
 * writes nothing.
 *
 * It reads sums, and only those runs that are running, have failed (see {@link failedSince}), or rejected a record (see
 * {@link rejectedRecords}). It does not read completed runs without rejected records, except those of some hours (see
 * {@link rangeCounts}). If a part cannot be read, `unknown` names it, and the other parts are still read.
 */
export async function readStatus(sources: StatusSources, options: StatusOptions): Promise<Status> {
  const { statistics } = sources;
  const { partsFrom, now, to, silentAfterMs = SILENT_AFTER_MS, behindAfterMs = 15 * 60_000 } = options;
  const range = { from: partsFrom[0], to: to ?? now };
  const unknown: string[] = [];
  const note = ({ message }: Error) => {
    if (!unknown.includes(message)) unknown.push(message);
  };
  const orNote = (error: unknown): undefined => {
    note(error instanceof Error ? error : new Error(String(error)));
  };

  // A failed run that cannot be read is in the sum of the failed runs, but in no list.
  let isEachFailedRunRead = true;
  const noteFailed = (error: Error) => {
    isEachFailedRunRead = false;
    note(error);
  };

  const silentSince = new Date(now.getTime() - silentAfterMs);
  const parts = partsFrom.map((from, nth) => ({ from, to: partsFrom[nth + 1] ?? range.to }));
  // The end of a part belongs to the next part.
  const withoutEnd = ({ from, to }: TimeRange, nth: number): TimeRange =>
    nth === parts.length - 1 ? { from, to } : { from, to: new Date(to.getTime() - 1) };
  // These reads do not depend on each other. They run in parallel, because a user waits for the status.
  const [counts, withReasons, running, failedSoFar, total, countedUpTo, deadLetters, depths] =
    await Promise.all([
      Promise.all(parts.map((part, nth) => rangeCounts(statistics, withoutEnd(part, nth), note))),
      Array.fromAsync(statistics.runsWithReasons(range, note)),
      Array.fromAsync(statistics.runsWith("running", note)),
      Array.fromAsync(failedSince(range.from, statistics, noteFailed)),
      statistics.tally({ kind: "total" }).catch(orNote),
      statistics.countedUpTo().catch(orNote),
      Promise.all(DEAD_LETTER_PLACES.map((place) => sources.deadLetters(place).catch(orNote))),
      Promise.all(PROCESSOR_QUEUES.map((queue) => sources.queueDepth(queue).catch(orNote))),
    ]);
  const failedOfRange = withReasons.filter(({ run_status }) => run_status === "failed");
  const unended = [...running, ...failedOfRange.filter(wasBegunAgain)];
  const silent = await Array.fromAsync(silentAmong(unended, sources.eventLog, silentSince, note));
  const isSilent = new Set(silent.map(({ run }) => run.trace_id));
  const isHeard = ({ trace_id }: RunStatistics) => !isSilent.has(trace_id);
  const failed = failedSoFar.filter(
    (run) => isHeard(run) && (to === undefined || (run.failure && run.failure.at <= to.toISOString())),
  );
  const all = added(counts);
  const [rejected, missing] = await Promise.all([
    rejectedRecords(withReasons, range, sources, orNote),
    missingSources(
      statistics,
      all.sources.map(({ source }) => source),
      range,
    ),
  ]);
  const countsOf = (part: TimeRange, nth: number): StatusPart => {
    const within = (runs: readonly RunStatistics[]) =>
      runs.filter((run) => isBetween(run, withoutEnd(part, nth))).length;
    const ofPart = {
      completed: counts[nth]?.completed ?? 0,
      failed: within(failedOfRange.filter(isHeard)),
      running: within(running.filter(isHeard)),
      silent: within(silent.map(({ run }) => run)),
    };
    return {
      ...part,
      runs: ofPart.completed + ofPart.failed + ofPart.running + ofPart.silent,
      ...ofPart,
      withRejects: within(withReasons.filter(({ run_status }) => run_status === "completed")),
    };
  };
  return {
    range,
    parts: parts.map(countsOf),
    silent: silent.map(({ run }) => ({ traceId: run.trace_id, key: run.key })),
    todo: [
      ...failedTodo(failed),
      ...rejected,
      ...silentTodo(silent),
      ...deadLetters.filter((each) => each !== undefined).flatMap(deadLetterTodo),
      ...missing,
      ...behindTodo(countedUpTo, new Date(now.getTime() - behindAfterMs)),
    ],
    failedBefore: total && isEachFailedRunRead ? Math.max(0, total.runs_failed - failedSoFar.length) : null,
    sources: all.sources,
    countedUpTo: countedUpTo ?? null,
    queues: PROCESSOR_QUEUES.map((queue, nth) => ({ queue, depth: depths[nth] ?? null })),
    deadLetters: DEAD_LETTER_PLACES.map(
      (place, nth) => deadLetters[nth] ?? { place, count: null, oldestAt: null, some: [] },
    ),
    unknown,
  };
}

function failedTodo(failed: readonly RunStatistics[]): readonly Todo[] {
  const byReason = Map.groupBy(failed, ({ failure }) => failure?.reason ?? "unknown");
  return [...byReason]
    .map(([reason, runs]) => ({
      kind: "failed-runs" as const,
      reason,
      count: runs.length,
      sample: withoutFile(runs[0]?.failure?.message ?? "", runs[0]?.key),
      runs: named(runs),
    }))
    .toSorted(byCountAndReason);
}

function silentTodo(silent: readonly StuckRun[]): readonly Todo[] {
  if (silent.length === 0) return [];
  const lastEventAt = silent.reduce((last, each) => (each.lastEventAt > last ? each.lastEventAt : last), "");
  return [
    { kind: "silent-runs", count: silent.length, lastEventAt, runs: named(silent.map(({ run }) => run)) },
  ];
}

const deadLetterTodo = ({ place, count, oldestAt, some }: DeadLetters): readonly Todo[] =>
  count === 0 ? [] : [{ kind: "dead-letters", place, count, oldestAt, sample: some[0]?.about ?? null }];

function behindTodo(countedUpTo: CountedUpTo | undefined, since: Date): readonly Todo[] {
  if (!countedUpTo || !isBehindSince(countedUpTo, since)) return [];
  const { eventsBehind: events, newestEventAt } = countedUpTo;
  return [{ kind: "behind", events, newestEventAt }];
}

/** Returns true if the run's S3 event was in a range, both ends included. */
function isBetween({ trace_id }: RunStatistics, { from, to }: TimeRange): boolean {
  const at = timeOf(parseTraceId(trace_id));
  return at >= from && at <= to;
}
