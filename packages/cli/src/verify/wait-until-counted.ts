import { setTimeout as wait } from "node:timers/promises";
import type { CountedUpTo, StatisticsStore } from "@paperledger/core/statistics/statistics-store";

export interface WaitOptions {
  /** Is called each time before the statistics are read again. */
  readonly onWait: (countedUpTo: CountedUpTo) => Promise<void>;
  readonly pauseMs?: number;
  /** The longest wait. The default is ten minutes. */
  readonly withinMs?: number;
  readonly now?: () => number;
  /** Ends the wait. */
  readonly stop?: AbortSignal | undefined;
}

/** If the statistics are the same this many times in a row, no event is on its way. */
const LOOKS_THE_SAME = 5;

/** If the newest event is older than this, no further event follows soon. */
const QUIET_AFTER_MS = 30_000;

/**
 * Waits while the statistics catch up, because a comparison before that would only show differences. Returns false if they have not
 * caught up in time. It does not wait if the newest counted event is old and no earlier event is known to be missing.
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
