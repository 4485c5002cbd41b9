import { setTimeout as wait } from "node:timers/promises";
import type { QueueDepth } from "@paperledger/core/status/processor-queues";

/** The parts of a laptop that another process can read. That process needs them, because a laptop does not report when it is idle. */
export interface SeenLaptop {
  /** Returns the messages in the backfill's queue. */
  readonly depth: () => Promise<QueueDepth>;
  /** Returns a number that changes whenever something is counted. */
  readonly counted: () => Promise<number>;
  /** Returns the number of events in the log that are not counted. It reads the whole log. */
  readonly behind: () => Promise<number>;
}

interface Waiting {
  readonly stop: AbortSignal;
  readonly onDepth: (depth: QueueDepth) => void;
  readonly pauseMs?: number;
}

/** If the queue is empty and the statistics are unchanged this many times in a row, the log is read. */
const LOOKS_AT_REST = 4;

/** After this many readings of the log with the same number of uncounted events, none of these events is on its way. */
const READINGS_THE_SAME = 15;

/**
 * Waits until the queue is empty and every event in the log is counted, or until the user stops it. Unchanged statistics are not
 * enough, because the projector may only be slow. If events stay uncounted for about half a minute, it stops waiting.
 */
export async function waitUntilAtRest(
  { depth, counted, behind }: SeenLaptop,
  { stop, onDepth, pauseMs = 500 }: Waiting,
): Promise<void> {
  let lastCounted = Number.NaN;
  let atRest = 0;
  let lastBehind = Number.NaN;
  let same = 0;
  while (!stop.aborted) {
    const found = await depth();
    onDepth(found);
    const now = await counted();
    atRest = found.waiting + found.inFlight === 0 && now === lastCounted ? atRest + 1 : 0;
    lastCounted = now;
    if (atRest === LOOKS_AT_REST) {
      const missing = await behind();
      same = missing === lastBehind ? same + 1 : 0;
      if (missing === 0 || same === READINGS_THE_SAME) return;
      lastBehind = missing;
      atRest = 0;
    }
    await wait(pauseMs, undefined, { signal: stop }).catch(() => undefined);
  }
}
