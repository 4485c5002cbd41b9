import { DYNAMODB_PRICE } from "../prices/dynamodb-price.ts";
import type { Tally } from "./tally.ts";

/** What a comparison of the statistics with the event log reads, about. */
export interface VerifyCost {
  readonly events: number;
  readonly runs: number;
  readonly readUnits: number;
  /** On demand, on AWS. */
  readonly dollars: number;
}

/**
 * A consistent read takes a unit for each 4 KB. An event of a batch of 25 papers has some 2 KB, and a scan adds items up before it rounds.
 * A run is read twice: by its key, which takes a unit or two, and by the scan of the statistics.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
const UNITS_AN_EVENT = 0.5;
const UNITS_A_RUN = 2;

/** Estimates what one comparison reads. @param total the sums of all time */
export function verifyCost({ batches, runs_started, runs_completed, runs_failed }: Tally): VerifyCost {
  const events = batches + runs_started + runs_completed + runs_failed;
  const readUnits = Math.ceil(events * UNITS_AN_EVENT + runs_started * UNITS_A_RUN);
  return { events, runs: runs_started, readUnits, dollars: readUnits * DYNAMODB_PRICE.dollarsPerReadUnit };
}
