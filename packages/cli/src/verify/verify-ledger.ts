import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { proveFold } from "@paperledger/core/statistics/prove-fold";
import type { Verifiable, Verified } from "@paperledger/core/statistics/verified";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import type { VerifyProgress } from "@paperledger/core/statistics/verify-progress";

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
  /** True if nothing works on the ledger. Then a difference stays, so one comparison is enough. */
  readonly isAtRest?: boolean;
  /** Ends it. */
  readonly stop?: AbortSignal | undefined;
}

const READS = 5;

/**
 * Compares the statistics with the fold of the event log, up to five times until there is no difference. The first time, both are only
 * checked for being equal ({@link proveFold}), which is quicker. An event is appended a moment before it is counted, so a difference
 * counts only if it stays.
 *
 * @throws an error once `stop` has aborted
 */
export async function verifyLedger(
  ledger: Verifiable,
  { pauseMs = 1_000, onProgress, isAtRest = false, stop }: Verifying = {},
): Promise<Verification> {
  const proof = await proveFold(ledger, { onProgress, stop });
  if (proof.verified) return { ...proof.verified, isMoving: false };
  if (isAtRest) return { ...(await verifyStatistics(ledger, { onProgress, stop })), isMoving: false };
  let before: Pick<Verified, "fingerprint" | "differences" | "differenceCount"> = {
    ...proof,
    differences: [],
    differenceCount: 0,
  };
  for (let read = 2; ; read++) {
    await wait(pauseMs, undefined, { signal: stop });
    const now = await verifyStatistics(ledger, { onProgress, stop });
    const isMoving =
      now.fingerprint !== before.fingerprint &&
      (now.differenceCount !== before.differenceCount ||
        !isDeepStrictEqual(now.differences, before.differences));
    // Events that are not counted may still be on their way. Any other difference that stays is real.
    if (now.differenceCount === 0 || read === READS || (!isMoving && !now.behind.explainsAll))
      return { ...now, isMoving };
    before = now;
  }
}
