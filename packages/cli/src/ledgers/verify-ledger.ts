import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  type Verifiable,
  type Verified,
  type VerifyProgress,
  verifyStatistics,
} from "@paperledger/core/statistics/verify";

/** What came of comparing the statistics with the fold of the event log. */
export interface Verification extends Verified {
  /** Whether the differences were others a moment before: the ledger is being written to. */
  readonly isMoving: boolean;
}

export interface Verifying {
  /** Between two reads. */
  readonly pauseMs?: number;
  /** Told from time to time how far a read is. */
  readonly onProgress?: (progress: VerifyProgress) => void;
}

const READS = 5;

/** An event is appended a moment before it is counted, so differences are judged only when they are there to stay. */
export async function verifyLedger(
  ledger: Verifiable,
  { pauseMs = 1_000, onProgress }: Verifying = {},
): Promise<Verification> {
  let last: Verification = { ...(await verifyStatistics(ledger, onProgress)), isMoving: false };
  for (let read = 2; read <= READS && last.differenceCount > 0; read++) {
    await wait(pauseMs);
    const now = await verifyStatistics(ledger, onProgress);
    const isMoving =
      now.differenceCount !== last.differenceCount || !isDeepStrictEqual(now.differences, last.differences);
    last = { ...now, isMoving };
  }
  return last;
}
