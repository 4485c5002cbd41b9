import { type TraceId, timeOf } from "../trace-ids/trace-id.ts";
import { failedSince } from "./failed-since.ts";
import { newestFirst } from "./newest-first.ts";
import { reasonsOf } from "./reasons-of.ts";
import type { RunStatistics, RunStatus } from "./run-statistics.ts";
import type { StatisticsStore, TimeRange } from "./statistics-store.ts";
import type { OnUnreadableStatistic } from "./unreadable-statistic.ts";

export interface RunSelection {
  /** A UTC date. */
  readonly date?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Selects runs that failed at or after this moment, whatever the time of their files is. Give no other time and no status with it. */
  readonly failedSince?: Date | undefined;
  /** Selects runs with any of these statuses. An empty list selects runs of every status. */
  readonly statuses: readonly RunStatus[];
  /** Selects runs that had a record of this source. */
  readonly source?: string | undefined;
  /** Selects runs whose file's key contains this text. */
  readonly file?: string | undefined;
  /** Selects runs that failed for this reason, or that rejected a record for it. */
  readonly reason?: string | undefined;
  /** Selects runs older than this one. For the next page, give the last run of the page before. */
  readonly before?: TraceId | undefined;
}

type Statistics = Pick<
  StatisticsStore,
  "runsBetween" | "runsWith" | "runsWithReasons" | "oldFilesFailedSince"
>;

const DAY_MS = 86_400_000;
const DAYS_SEARCHED = 7;

/** The time of a selection. `all` means no limit: an index lists the runs of a status. */
export type SelectedTime =
  | { readonly kind: "all" }
  | { readonly kind: "today" | "week" | "given"; readonly range: TimeRange };

/**
 * Returns the time of a selection. A given date or range comes first. Otherwise it depends on the other options:
 *
 * - With a status or `failedSince`: all time, because an index lists the runs of a status, and the statistics list when runs failed.
 * - With a source, a file or a reason: the last seven days, because many runs may have to be read.
 * - Otherwise: one UTC date. It is the date of `before`, or today.
 */
export function timeOfSelection(
  { date, from, to, statuses, failedSince, ...filters }: RunSelection,
  now: Date,
): SelectedTime {
  if (date !== undefined) return { kind: "given", range: rangeOf(date) };
  if (from !== undefined || to !== undefined)
    return { kind: "given", range: { from: from ?? new Date(0), to: to ?? now } };
  if (statuses.length > 0 || failedSince !== undefined) return { kind: "all" };
  const { source, file, reason, before } = filters;
  if (source !== undefined || file !== undefined || reason !== undefined)
    return { kind: "week", range: { from: new Date(now.getTime() - DAYS_SEARCHED * DAY_MS), to: now } };
  return { kind: "today", range: rangeOf((before ? timeOf(before) : now).toISOString().slice(0, 10)) };
}

const rangeOf = (date: string): TimeRange => ({
  from: new Date(`${date}T00:00:00.000Z`),
  to: new Date(`${date}T23:59:59.999Z`),
});

/** Yields the runs that a selection names, newest first. */
export async function* selectRuns(
  statistics: Statistics,
  selection: RunSelection,
  now: Date,
  onUnreadable?: OnUnreadableStatistic,
): AsyncIterable<RunStatistics> {
  const { statuses, before } = selection;
  const time = timeOfSelection(selection, now);
  const range = upTo(before, time.kind === "all" ? undefined : time.range);
  const runs =
    statuses.length > 0
      ? newestFirst(statuses.map((status) => statistics.runsWith(status, onUnreadable, range)))
      : ofEveryStatus(statistics, selection, range ?? { from: new Date(0), to: now }, onUnreadable);
  for await (const run of runs)
    if ((before === undefined || run.trace_id < before) && isSelected(run, selection)) yield run;
}

const ofEveryStatus = (
  statistics: Statistics,
  { reason, failedSince: since }: RunSelection,
  range: TimeRange,
  onUnreadable?: OnUnreadableStatistic,
): AsyncIterable<RunStatistics> => {
  if (since !== undefined) return failedSince(since, statistics, onUnreadable);
  return reason === undefined
    ? statistics.runsBetween(range, onUnreadable)
    : statistics.runsWithReasons(range, onUnreadable);
};

/** Returns the range cut at the run after which the page begins. */
function upTo(before: TraceId | undefined, range: TimeRange | undefined): TimeRange | undefined {
  if (before === undefined) return range;
  const to = timeOf(before);
  return { from: range?.from ?? new Date(0), to: range && range.to < to ? range.to : to };
}

function isSelected(run: RunStatistics, { source, file, reason }: RunSelection): boolean {
  if (source !== undefined && !Object.hasOwn(run.by_source, source)) return false;
  if (file !== undefined && !run.key?.includes(file)) return false;
  return reason === undefined || reasonsOf(run).includes(reason);
}
