/**
 * The units a second that one partition serves. They are also the limit for all items of one partition key.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const PER_PARTITION_KEY = { write: 1_000, read: 3_000 } as const;

/**
 * The units a second that a new on-demand table serves from the start, and each new index too. A table with a higher warm
 * throughput serves that from the start.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
export const NEW_TABLE = { write: 4_000, read: 12_000 } as const;

/** Traffic may grow to double its previous peak. If it grows more within this time, it can be throttled. See the pages at NEW_TABLE. */
const GROWTH = { factor: 2, afterMs: 30 * 60 * 1_000 } as const;

/** The units a second that a whole on-demand table or index serves. */
export interface OnDemandAllowance {
  perSecond(nowMs: number): number;
  /** Notes units that were used. The previous peak is computed from them. */
  note(units: number, nowMs: number): void;
}

/**
 * Returns the units that an on-demand table or index serves: its warm throughput, or double the highest peak that is at least 30
 * minutes old, if that is more.
 */
export function onDemandAllowance(warm: number): OnDemandAllowance {
  let second = 0;
  let taken = 0;
  let previousPeak = 0;
  /** Peaks that are not 30 minutes old yet, each larger than the one before. */
  const recent: { readonly atMs: number; readonly units: number }[] = [];
  return {
    note(units, nowMs) {
      const now = Math.floor(nowMs / 1_000);
      taken = now === second ? taken + units : units;
      second = now;
      const last = recent.at(-1)?.units ?? previousPeak;
      if (taken <= last) return;
      if (recent.at(-1)?.atMs === now * 1_000) recent.pop();
      recent.push({ atMs: now * 1_000, units: taken });
    },
    perSecond(nowMs) {
      while (recent[0] && recent[0].atMs + GROWTH.afterMs <= nowMs)
        previousPeak = Math.max(previousPeak, recent.shift()?.units ?? 0);
      return Math.max(warm, GROWTH.factor * previousPeak);
    },
  };
}
