import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";

/** Returns the reading half of the statistics, over runs that a test changes step by step. */
export function statisticsOf(
  runs: ReadonlyMap<string, RunStatistics>,
): Pick<StatisticsStore, "runs" | "runsOn" | "runsWith"> {
  const newestFirst = () => [...runs.values()].sort((a, b) => (a.trace_id < b.trace_id ? 1 : -1));
  return {
    runs: async (traceIds) => traceIds.flatMap((traceId) => runs.get(traceId) ?? []),
    async *runsOn(date) {
      yield* newestFirst().filter(({ run_date }) => run_date === date);
    },
    async *runsWith(status) {
      yield* newestFirst().filter(({ run_status }) => run_status === status);
    },
  };
}
