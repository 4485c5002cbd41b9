import { type Rates, ratesOf } from "./rates.ts";
import type { RunStatistics } from "./run-statistics.ts";

/** Returns the rates of a run. A run that failed has no success rate, since nobody knows what its file holds beyond. */
export function ratesOfRun({ run_status, tally }: RunStatistics): Rates {
  const rates = ratesOf(tally);
  return run_status === "failed" ? { ...rates, success_rate: null } : rates;
}
