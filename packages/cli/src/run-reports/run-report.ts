import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { Delivery } from "@paperledger/local/laptop";
import type { Holdings } from "../start/holdings.ts";
import type { EndedRun } from "./ended-run.ts";
import type { Vectorized } from "./vectorized.ts";

/** Reports runs as they happen, to people or as JSON. */
export interface RunReport {
  /** The laptop is up. `dashboardUrl` is the address of its page, if it has one. */
  ready(environment: Readonly<Record<string, string>>, dashboardUrl?: string): void;
  /** The data folder holds something from earlier starts, and nothing is uploaded. */
  goesOn(holdings: Holdings): void;
  /** A batch file is in S3. `what` is its description for people. */
  uploaded(key: string, what: string): void;
  /** The progress of the runs under way. */
  progress(runs: readonly RunStatistics[]): void;
  /** The sample subscriber answered to an event for the first time. */
  delivered(delivery: Delivery): void;
  /** A run has ended, and the sample subscriber has answered to some of its batch-done events. */
  awaitingSubscriber(answered: number, batches: number): void;
  /** A run is completed or failed. `vectorized` is absent if the sample subscriber's answers are not received. */
  ended(run: EndedRun, vectorized?: Vectorized): void;
  /** The runs of all uploads, and the runs that were under way before, have ended. */
  allEnded(runs: readonly EndedRun[]): void;
  stopping(): void;
}
