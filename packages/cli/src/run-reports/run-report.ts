import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { Delivery } from "@paperledger/local/laptop";
import type { EndedRun } from "./ended-run.ts";
import type { Vectorized } from "./vectorized.ts";

/** How a command tells of runs as they happen: for people, or as JSON. */
export interface RunReport {
  starting(): void;
  /** The laptop is up. */
  ready(environment: Readonly<Record<string, string>>): void;
  /** A batch file is in S3. `what` says for people what it is. */
  uploaded(key: string, what: string): void;
  /** How far the runs under way are. */
  progress(runs: readonly RunStatistics[]): void;
  /** The sample subscriber answered to an event for the first time. */
  delivered(delivery: Delivery): void;
  /** Of a run that ended, the sample subscriber has answered to so many batch-done events, of so many. */
  awaitingSubscriber(answered: number, batches: number): void;
  /** A run is completed or failed. Without `vectorized`, nothing is known of the sample subscriber. */
  ended(run: EndedRun, vectorized?: Vectorized): void;
  /** The runs of all files that were uploaded have ended, and with them those that were under way already. */
  allEnded(runs: readonly EndedRun[]): void;
  stopping(): void;
}
