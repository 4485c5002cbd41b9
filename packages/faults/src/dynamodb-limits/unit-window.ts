/** Counts the units that a key, a table or an index uses each second. */
export interface UnitWindow {
  /** Tells whether the units of this second are used up. */
  isOver(nowMs: number): boolean;
  /** Counts units as used. If they are more than this second has left, the next seconds have fewer units. */
  take(units: number, nowMs: number): void;
  /** The most units that were used in one second. */
  readonly peak: number;
}

/**
 * Counts units by whole seconds. A request is admitted if any units are left in its second, because its cost is known only when
 * it is done.
 *
 * @param perSecond the units that are allowed in a second, which may change with the time
 */
export function unitWindow(perSecond: (nowMs: number) => number): UnitWindow {
  let second = 0;
  let used = 0;
  let taken = 0;
  let peak = 0;
  const advance = (nowMs: number) => {
    const now = Math.floor(nowMs / 1_000);
    if (now === second) return;
    used = Math.max(0, used - (now - second) * perSecond(nowMs));
    taken = 0;
    second = now;
  };
  return {
    isOver(nowMs) {
      advance(nowMs);
      return used >= perSecond(nowMs);
    },
    take(units, nowMs) {
      advance(nowMs);
      used += units;
      taken += units;
      peak = Math.max(peak, taken);
    },
    get peak() {
      return peak;
    },
  };
}
