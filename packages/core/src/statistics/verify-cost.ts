import { DYNAMODB_PRICE } from "../prices/dynamodb-price.ts";
import type { Tally } from "./tally.ts";

/** The estimated reads of a comparison of the statistics with the event log. */
export interface VerifyCost {
  readonly events: number;
  readonly runs: number;
  readonly readUnits: number;
  /** The price of on-demand reads on AWS. */
  readonly dollars: number;
}

/**
 * A consistent read takes a unit for each 4 KB. An event of a batch of 25 papers has about 2 KB, and a scan adds up items before it rounds.
 * A run takes up to two units when it is read by its key. That is done only if something differs. If nothing differs, only the scan of the
 * statistics reads the runs, which takes less.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
const UNITS_AN_EVENT = 0.5;
const UNITS_A_RUN = 2;

/** Estimates the reads of one comparison. @param total the tally of the total */
export function verifyCost({ batches, runs_started, runs_completed, runs_failed }: Tally): VerifyCost {
  const events = batches + runs_started + runs_completed + runs_failed;
  const readUnits = Math.ceil(events * UNITS_AN_EVENT + runs_started * UNITS_A_RUN);
  return { events, runs: runs_started, readUnits, dollars: readUnits * DYNAMODB_PRICE.dollarsPerReadUnit };
}
