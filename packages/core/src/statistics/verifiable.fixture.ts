import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { arbitraryRunOf, logOf, type RunHistory, traceIdOn } from "./run-events.fixture.ts";
import { emptyRun, foldEvent } from "./run-statistics.ts";
import { gains, scopeId } from "./scope.ts";
import type { StoredStatistics } from "./statistics-store.ts";
import { addTally, NO_TALLY, type Tally } from "./tally.ts";
import type { Verifiable } from "./verified.ts";

/** Returns the statistics of a run. */
export const runOf = ({ traceId, events }: RunHistory) => events.reduce(foldEvent, emptyRun(traceId));

/** Returns the statistics table as the projection writes it: event by event, adding each event's gains to the scopes. */
export function projected(...histories: readonly RunHistory[]): StoredStatistics[] {
  const scopes = new Map<string, Tally>();
  for (const { traceId, events } of histories)
    events.reduce((before, event) => {
      const after = foldEvent(before, event);
      for (const { scope, tally } of gains(before, after)) {
        const id = scopeId(scope);
        scopes.set(id, addTally(scopes.get(id) ?? NO_TALLY, tally));
      }
      return after;
    }, emptyRun(traceId));
  return [
    ...histories.map((history) => ({ kind: "run" as const, run: runOf(history) })),
    ...[...scopes].map(([id, tally]) => ({ kind: "scope" as const, isListed: true, id, tally })),
  ];
}

/** Returns a table with these statistics. */
export const tableOf = (items: readonly StoredStatistics[]): Verifiable["statistics"] => ({
  async runs(traceIds) {
    return items.flatMap((each) =>
      each.kind === "run" && traceIds.some((traceId) => traceId === each.run.trace_id) ? [each.run] : [],
    );
  },
  async *all(_, oldRuns) {
    const isOld = (each: StoredStatistics) =>
      oldRuns !== undefined &&
      each.kind === "run" &&
      (each.run.started_at === null || each.run.started_at < oldRuns.beganBefore);
    oldRuns?.onCounted(items.filter(isOld).length);
    yield* items.filter((each) => !isOld(each));
  },
});

/** Returns a log whose walk gives the events of each run in order, but mixes the events of several runs. */
export const mixedLog = (runs: readonly RunHistory[], walk: readonly RunEvent[]): Verifiable["eventLog"] => ({
  ...logOf(...runs),
  async *allEvents() {
    yield* walk;
  },
});

/** Generates three runs, and a walk that gives the events of each in order, but mixes those of several runs. */
export const arbitraryMixedWalk = fc
  .tuple(...[1, 1, 2].map((day, nth) => arbitraryRunOf(traceIdOn(day, nth), 3)))
  .chain((log) =>
    fc
      .shuffledSubarray(
        log.flatMap(({ events }, index) => events.map(() => index)),
        { minLength: log.reduce((sum, { events }) => sum + events.length, 0) },
      )
      .map((turns) => {
        const left = log.map(({ events }) => [...events]);
        return { log, walk: turns.flatMap((index) => left[index]?.shift() ?? []) };
      }),
  );
