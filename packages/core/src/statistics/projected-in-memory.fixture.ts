import { setImmediate } from "node:timers/promises";
import type { Projected } from "./project-runs.ts";
import { emptyRun } from "./run-statistics.ts";
import { scopeId, wasLeft } from "./scope.ts";
import type { StoredRun } from "./statistics-store.ts";
import { addTally, NO_TALLY, type Tally } from "./tally.ts";

/** Statistics in memory. They answer after a moment, so that another projection can come between a read and a commit. */
export function projectedInMemory() {
  const runs = new Map<string, StoredRun>();
  const scopes = new Map<string, Tally>();
  const calls = { reads: 0, committed: 0, conflicts: 0 };
  const newest = { eventAt: "" };
  const statistics: Projected = {
    async readRuns(traceIds) {
      await setImmediate();
      calls.reads += 1;
      const stored = traceIds.map(
        (traceId) => runs.get(traceId) ?? { traceId, run: emptyRun(traceId), revision: 0 },
      );
      return { runs: stored, unreadable: [] };
    },
    async commit(changes) {
      await setImmediate();
      const contested = changes
        .filter(({ traceId, before }) => (runs.get(traceId)?.revision ?? 0) !== before.revision)
        .map(({ traceId }) => traceId);
      if (contested.length > 0) {
        calls.conflicts += 1;
        return { contested };
      }
      for (const { traceId, before, after, gains, newestEventAt } of changes) {
        if (newestEventAt > newest.eventAt) newest.eventAt = newestEventAt;
        runs.set(traceId, { traceId, run: after, revision: before.revision + 1 });
        for (const { scope, tally } of gains) {
          const id = scopeId(scope);
          const sum = addTally(scopes.get(id) ?? NO_TALLY, tally);
          if (wasLeft(id, sum)) scopes.delete(id);
          else scopes.set(id, sum);
        }
      }
      calls.committed += 1;
      return "committed";
    },
  };
  return { statistics, runs, scopes, newest, calls };
}
