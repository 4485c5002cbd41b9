import { setTimeout as wait } from "node:timers/promises";
import type { CountedUpTo, StatisticsStore } from "@paperledger/core/statistics/statistics-store";

export interface WaitOptions {
  /** Is called before each further look. */
  readonly onWait: (countedUpTo: CountedUpTo) => Promise<void>;
  readonly pauseMs?: number;
  /** How long to wait at most. Ten minutes unless given. */
  readonly withinMs?: number;
  readonly now?: () => number;
  /** Ends the wait. */
  readonly stop?: AbortSignal | undefined;
}

/** After so many looks that show the same, nothing is on its way. */
const LOOKS_THE_SAME = 5;

/** A newest event that is older is not followed by others in a moment. */
const QUIET_AFTER_MS = 30_000;

/**
 * Waits while the statistics are catching up: a comparison cannot end well until then. Returns false if they still are when the time is
 * over. The statistics are not waited for if the newest event that they hold is old and no earlier one is known to be missing.
 *
 * @throws an error once `stop` has aborted
 */
export async function waitUntilCounted(
  statistics: Pick<StatisticsStore, "countedUpTo">,
  { onWait, pauseMs = 1_000, withinMs = 600_000, now = Date.now, stop }: WaitOptions,
): Promise<boolean> {
  const untilMs = now() + withinMs;
  let last: CountedUpTo | undefined;
  let same = 0;
  for (;;) {
    const counted = await statistics.countedUpTo();
    const { newestEventAt, eventsBehind } = counted;
    const isQuiet = newestEventAt === null || now() - Date.parse(newestEventAt) > QUIET_AFTER_MS;
    if (eventsBehind === 0 && isQuiet) return true;
    same = last?.newestEventAt === newestEventAt && last.eventsBehind === eventsBehind ? same + 1 : 0;
    if (same === LOOKS_THE_SAME || (eventsBehind === 0 && same > 0)) return true;
    if (now() > untilMs) return false;
    last = counted;
    await onWait(counted);
    await wait(pauseMs, undefined, { signal: stop });
  }
}
