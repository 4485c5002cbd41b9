import { ratesOfRun } from "@paperledger/core/statistics/rates-of-run";
import { isProjected, type RunStatistics } from "@paperledger/core/statistics/run-statistics";

/** Returns a run as a line of JSON. */
export const runLine = (run: RunStatistics) => ({
  type: "run",
  ...run,
  is_projected: isProjected(run),
  rates: ratesOfRun(run),
});
