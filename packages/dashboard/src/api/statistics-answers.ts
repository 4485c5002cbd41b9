import type { countedUpToJson } from "@paperledger/core/statistics/counted-up-to";
import type { Rates } from "@paperledger/core/statistics/rates";

/** The sums of a day, of a source on a day, or of several days. */
export interface Sums {
  readonly runs_started: number;
  readonly runs_completed: number;
  readonly runs_failed: number;
  readonly processed: number;
  readonly upserted: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly batches: number;
  readonly bytes: number;
  readonly rejected_by_reason: Readonly<Record<string, number>>;
  readonly rates: Rates;
}

export interface DaySums extends Sums {
  /** In UTC. */
  readonly date: string;
  readonly sources: readonly SourceSums[];
}

interface SourceSums extends Sums {
  readonly source: string;
}

/** `GET /api/statistics` */
export interface StatisticsAnswer {
  readonly from: string;
  readonly to: string;
  /** The days that have runs, newest first. */
  readonly days: readonly DaySums[];
  /** The sums of all days of the range, of one source if the request names it. */
  readonly range: Sums;
  /** The runs that began, have not ended and went silent. They may be of any time. */
  readonly silent: number;
  /** All sources of the range. */
  readonly sources: readonly string[];
  /** Null if the total cannot be read. */
  readonly counted_up_to: ReturnType<typeof countedUpToJson> | null;
  /** The sums that cannot be read, with the reason. They are missing above. */
  readonly unreadable: readonly string[];
}

/** `GET /api/statistics/verify-cost`: an estimate of what one comparison of the statistics with the event log reads. */
export interface VerifyCostAnswer {
  readonly events: number;
  readonly runs: number;
  readonly read_units: number;
  /** On AWS, at the list price of `region`. */
  readonly dollars: number;
  readonly region: string;
}
