import { setTimeout as wait } from "node:timers/promises";
import type { RunEvent } from "@paperledger/events/run-event";
import { untilAborted } from "../deadlines/until-aborted.ts";
import { type Backoff, backoffMs } from "../retries/backoff.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import { commitGroups } from "./commit-groups.ts";
import { newestOf } from "./newest-of.ts";
import { foldEvent } from "./run-statistics.ts";
import { gains } from "./scope.ts";
import type { RunChange, StatisticsStore, StoredRun } from "./statistics-store.ts";

/** Returned for a run if other projections changed the same statistics before each attempt could commit. */
export class ProjectionConflictError extends Error {
  override readonly name = "ProjectionConflictError";

  constructor(traceId: TraceId, attempts: number) {
    super(
      `the statistics of run ${traceId} were changed by others ${attempts} times in a row: deliver its events again`,
    );
  }
}

const MAX_ATTEMPTS = 30;
const BACKOFF: Backoff = { baseMs: 10, capMs: 500 };
const NEVER = new AbortController().signal;

/** The part of the statistics store that a projection needs. */
export type Projected = Pick<StatisticsStore, "readRuns" | "commit">;

export interface ProjectionOptions {
  readonly backoff?: Backoff;
  /**
   * Ends reads, commits and waits, even if the store ignores the signal. A commit in flight may still take effect. That does no
   * harm, because the same events can be folded again.
   */
  readonly signal?: AbortSignal;
}

/** The events to fold, by run. */
export type EventsOfRuns = ReadonlyMap<TraceId, readonly RunEvent[]>;

/**
 * Folds events of many runs into the statistics. Each `seq` is folded once, even if it is delivered more often, in any order and in
 * any parts. Several projections may run at the same time.
 *
 * During a rebuild, it folds events first into the statistics that are being built, and then into the live statistics. So the new
 * statistics lack nothing when they become the live ones.
 *
 * Runs are committed together, in as few commits as their size allows. A run that conflicts, cannot be read or cannot be written is
 * tried separately, so that it does not delay the others.
 *
 * @returns the runs whose events are not folded in, each with its error: a ProjectionConflictError after too many conflicts, the
 * signal's reason, or the store's own error
 * @example
 * const failed = await projectRuns(new Map([[traceId, events]]), statistics, { signal });
 * if (failed.size > 0) throw failed.get(traceId);
 */
export async function projectRuns(
  eventsOfRuns: EventsOfRuns,
  statistics: Projected,
  { backoff = BACKOFF, signal = NEVER }: ProjectionOptions = {},
): Promise<ReadonlyMap<TraceId, unknown>> {
  const errors = new Map<TraceId, unknown>();
  const folded = new Set<TraceId>();
  const queue: Attempt[] = [{ traceIds: [...eventsOfRuns.keys()], number: 1 }];

  /** Folds the events into runs that were read, and commits the changes. Returns the runs whose commit did not succeed. */
  async function foldInto(stored: readonly StoredRun[], { number }: Attempt): Promise<ReadonlySet<TraceId>> {
    const notIn = new Set<TraceId>();
    for (const group of commitGroups(stored.flatMap((run) => changeOf(run, eventsOfRuns)))) {
      const traceIds = group.map(({ traceId }) => traceId);
      const outcome = await untilAborted(statistics.commit(group, signal), signal).catch(failureOf);
      if (outcome === "committed") continue;
      for (const traceId of traceIds) notIn.add(traceId);
      if ("error" in outcome) tryApart(traceIds, outcome.error, number);
      else {
        const contested = new Set(outcome.contested);
        const [its = [], others = []] = [true, false].map((is) =>
          traceIds.filter((id) => contested.has(id) === is),
        );
        queue.push({ traceIds: others, number: number + 1 }, { traceIds: its, number: number + 1 });
      }
    }
    return notIn;
  }

  /** Splits a group whose commit or read failed into halves, until the run that causes the failure is alone. */
  function tryApart(traceIds: readonly TraceId[], error: unknown, number: number): void {
    const half = Math.ceil(traceIds.length / 2);
    if (traceIds.length > 1)
      queue.push({ traceIds: traceIds.slice(0, half), number }, { traceIds: traceIds.slice(half), number });
    else for (const traceId of traceIds) errors.set(traceId, error);
  }

  async function make(attempt: Attempt): Promise<void> {
    const { traceIds, number } = attempt;
    if (number > 1) await wait(backoffMs(number - 1, backoff), undefined, { signal });
    const read = await untilAborted(statistics.readRuns(traceIds, signal), signal).catch(failureOf);
    if ("error" in read) return tryApart(traceIds, read.error, number);
    for (const { traceId, error } of read.unreadable) errors.set(traceId, error);
    const notBuilt = await foldInto(
      read.runs.flatMap(({ building }) => building ?? []),
      attempt,
    );
    const built = read.runs.filter(({ traceId }) => !notBuilt.has(traceId));
    const notIn = await foldInto(built, attempt);
    for (const { traceId } of built) if (!notIn.has(traceId)) folded.add(traceId);
  }

  for (let attempt = queue.shift(); attempt; attempt = queue.shift()) {
    if (signal.aborted) break;
    const { traceIds, number } = attempt;
    if (number > MAX_ATTEMPTS)
      for (const traceId of traceIds) errors.set(traceId, new ProjectionConflictError(traceId, MAX_ATTEMPTS));
    else if (traceIds.length > 0)
      await make(attempt).catch((error) => {
        if (!signal.aborted) throw error;
      });
  }
  const missing = [...eventsOfRuns.keys()].filter((traceId) => !folded.has(traceId));
  return new Map(missing.map((traceId) => [traceId, errors.get(traceId) ?? signal.reason]));
}

/** Runs that are read, folded and committed together, and the number of the attempt, from 1. */
interface Attempt {
  readonly traceIds: readonly TraceId[];
  readonly number: number;
}

const failureOf = (error: unknown) => ({ error });

/** Returns the change that the events make to a run, or an empty list if all of them are folded in already. */
function changeOf(before: StoredRun, eventsOfRuns: EventsOfRuns): readonly RunChange[] {
  const { traceId } = before;
  const events = eventsOfRuns.get(traceId) ?? [];
  const after = events.reduce(foldEvent, before.run);
  if (after === before.run) return [];
  const newestEventAt = newestOf(events.map(({ metadata }) => metadata.occurred_at)) ?? "";
  return [{ traceId, before, after, gains: gains(before.run, after), newestEventAt }];
}

/**
 * Folds events of one run into the statistics, like {@link projectRuns}.
 *
 * @throws the error that projectRuns returns for the run
 */
export async function projectRun(
  traceId: TraceId,
  events: readonly RunEvent[],
  statistics: Projected,
  options?: ProjectionOptions,
): Promise<void> {
  const failures = await projectRuns(new Map([[traceId, events]]), statistics, options);
  if (failures.has(traceId)) throw failures.get(traceId);
}
