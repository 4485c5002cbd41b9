import { type Rates, ratesOf } from "./rates.ts";
import type { RunStatistics } from "./run-statistics.ts";

/** Returns the rates of a run. A failed run has no success rate, because the records after the failure are not known. */
export function ratesOfRun({ run_status, tally }: RunStatistics): Rates {
  const rates = ratesOf(tally);
  return run_status === "failed" ? { ...rates, success_rate: null } : rates;
}
