import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  type Verifiable,
  type Verified,
  type VerifyProgress,
  verifyStatistics,
} from "@paperledger/core/statistics/verify";

/** The result of comparing the statistics with the fold of the event log, until it stays the same. */
export interface Verification extends Verified {
  /** True if the differences still changed between the last two comparisons: runs are under way. */
  readonly isMoving: boolean;
}

/** The answer of a verification. */
export type Verdict = "equal" | "different" | "behind" | "undecided";

/**
 * Returns the answer of a verification. Items that cannot be read make it `different`, because nobody can tell that they
 * are equal. Differences that kept changing leave it `undecided`. `behind` means that events are not counted yet, and that
 * nothing else differs.
 */
export function verdictOf({ differenceCount, unreadableCount, isMoving, behind }: Verification): Verdict {
  if (unreadableCount > 0) return "different";
  if (differenceCount === 0) return "equal";
  if (isMoving) return "undecided";
  return behind.explainsAll ? "behind" : "different";
}

export interface Verifying {
  /** The time between two comparisons. */
  readonly pauseMs?: number;
  /** Is called from time to time with the progress of a comparison. */
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** The most comparisons: five unless given. */
  readonly reads?: number;
  /** Ends it. */
  readonly stop?: AbortSignal | undefined;
}

const READS = 5;

/**
 * Compares the statistics with the fold of the event log, up to five times until there is no difference. An event is
 * appended a moment before it is counted, so a difference counts only if it stays.
 *
 * @throws an error once `stop` has aborted
 */
export async function verifyLedger(
  ledger: Verifiable,
  { pauseMs = 1_000, onProgress, reads = READS, stop }: Verifying = {},
): Promise<Verification> {
  let last: Verification = { ...(await verifyStatistics(ledger, { onProgress, stop })), isMoving: false };
  for (let read = 2; read <= reads && last.differenceCount > 0; read++) {
    await wait(pauseMs, undefined, { signal: stop });
    const now = await verifyStatistics(ledger, { onProgress, stop });
    const isMoving =
      now.differenceCount !== last.differenceCount || !isDeepStrictEqual(now.differences, last.differences);
    last = { ...now, isMoving };
    // Events that are not counted may still be on their way. Any other difference that stays is real.
    if (!isMoving && !now.behind.explainsAll) break;
  }
  return last;
}
