import { DEAD_LETTER_PLACES, type DeadLetters, type ReadDeadLetters } from "../dead-letters/dead-letters.ts";
import type { RejectStore } from "../rejects/reject.ts";
import type { EventLog } from "../runs/event-log.ts";
import { SILENT_AFTER_MS, type StuckRun, stuckRuns } from "../runs/stuck-runs.ts";
import { isBehindSince } from "../statistics/counted-up-to.ts";
import { failedSince } from "../statistics/failed-since.ts";
import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { CountedUpTo, StatisticsStore, TimeRange } from "../statistics/statistics-store.ts";
import { parseTraceId, timeOf } from "../trace-ids/trace-id.ts";
import { byCountAndReason } from "./by-count-and-reason.ts";
import { missingSources } from "./missing-sources.ts";
import { named } from "./named-runs.ts";
import { rejectedRecords } from "./rejected-records.ts";
import type { SourceCounts, Status, StatusPart, Todo } from "./status.ts";

/** The stores from which a status is read. */
export interface StatusSources {
  readonly eventLog: Pick<EventLog, "eventsOf">;
  readonly statistics: Pick<
    StatisticsStore,
    "runsBetween" | "runsWith" | "runs" | "redrives" | "lateWithRejects" | "sources" | "countedUpTo"
  >;
  readonly rejects: Pick<RejectStore, "read">;
  readonly deadLetters: ReadDeadLetters;
}

export interface StatusOptions {
  /** The beginning of the range, and the beginning of each further part. At least one moment, the earliest first. */
  readonly partsFrom: readonly [Date, ...Date[]];
  readonly now: Date;
  /** The end of the range. The default is `now`. Silent runs, dead letters and the progress of the statistics are those of `now` in any case. */
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
 * It reads the runs of the range, the runs that are running, all failed runs (see {@link failedSince}), and the runs of the dates on which
 * late runs of the range have their files (see {@link rejectedRecords}). It does not read other runs. If a part cannot be read, `unknown` names it, and the other parts are still read.
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

  const silentSince = new Date(now.getTime() - silentAfterMs);
  // These reads do not depend on each other. They run in parallel, because a user waits for the status.
  const [runs, silent, failedSoFar, countedUpTo, deadLetters] = await Promise.all([
    Array.fromAsync(statistics.runsBetween(range, note)),
    Array.fromAsync(stuckRuns(sources, silentSince, note, range)),
    Array.fromAsync(failedSince(range.from, statistics, note)),
    statistics.countedUpTo().catch(orNote),
    Promise.all(DEAD_LETTER_PLACES.map((place) => sources.deadLetters(place).catch(orNote))),
  ]);
  const isSilent = new Set(silent.map(({ run }) => run.trace_id));
  const failed = failedSoFar.filter(
    ({ trace_id, failure }) =>
      !isSilent.has(trace_id) && (to === undefined || (failure && failure.at <= to.toISOString())),
  );
  const [rejected, missing] = await Promise.all([
    rejectedRecords(runs, range, sources, orNote),
    missingSources(statistics, runs, range),
  ]);
  const readLetters = deadLetters.filter((each) => each !== undefined);
  return {
    range,
    parts: partsOf(runs, isSilent, partsFrom, range.to),
    silent: silent.map(({ run }) => ({ traceId: run.trace_id, key: run.key })),
    todo: [
      ...failedTodo(failed),
      ...rejected,
      ...silentTodo(silent),
      ...readLetters.flatMap(deadLetterTodo),
      ...missing,
      ...behindTodo(countedUpTo, new Date(now.getTime() - behindAfterMs)),
    ],
    sources: sourcesOf(runs),
    countedUpTo: countedUpTo ?? null,
    deadLetters: readLetters,
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
      sample: runs[0]?.failure?.message ?? "",
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

function partsOf(
  runs: readonly RunStatistics[],
  isSilent: ReadonlySet<string>,
  partsFrom: readonly Date[],
  end: Date,
): readonly StatusPart[] {
  return partsFrom.map((from, index) => {
    const to = partsFrom[index + 1] ?? end;
    const isLast = index === partsFrom.length - 1;
    return countsOf(
      runs.filter((run) => isBetween(run, { from, to }, isLast)),
      isSilent,
      { from, to },
    );
  });
}

/** Returns true if the run's S3 event was in the range. The end of a range belongs to the next part, unless `withEnd` is true. */
function isBetween({ trace_id }: RunStatistics, { from, to }: TimeRange, withEnd: boolean): boolean {
  const atMs = timeOf(parseTraceId(trace_id)).getTime();
  return atMs >= from.getTime() && (atMs < to.getTime() || (withEnd && atMs === to.getTime()));
}

function countsOf(
  runs: readonly RunStatistics[],
  isSilent: ReadonlySet<string>,
  range: TimeRange,
): StatusPart {
  const heard = runs.filter(({ trace_id }) => !isSilent.has(trace_id));
  const completed = heard.filter(({ run_status }) => run_status === "completed");
  const count = (status: RunStatistics["run_status"]) =>
    heard.filter(({ run_status }) => run_status === status).length;
  return {
    ...range,
    runs: runs.length,
    completed: completed.length,
    withRejects: completed.filter(({ tally }) => tally.rejected > 0).length,
    failed: count("failed"),
    running: count("running"),
    silent: runs.length - heard.length,
  };
}

function sourcesOf(runs: readonly RunStatistics[]): readonly SourceCounts[] {
  const counts = new Map<string, SourceCounts>();
  for (const { by_source } of runs)
    for (const [source, { upserted, duplicate, rejected }] of Object.entries(by_source)) {
      const before = counts.get(source) ?? { upserted: 0, duplicate: 0, rejected: 0 };
      counts.set(source, {
        source,
        upserted: before.upserted + upserted,
        duplicate: before.duplicate + duplicate,
        rejected: before.rejected + rejected,
      });
    }
  return [...counts.values()].toSorted((a, b) => b.upserted - a.upserted || (a.source < b.source ? -1 : 1));
}
