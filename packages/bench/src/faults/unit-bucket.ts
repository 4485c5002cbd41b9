/** The units that a table allows each second. Unused units are saved for a while. */
export interface UnitBucket {
  /** Takes these units. Returns false if there are not enough. */
  take(units: number): boolean;
}

export function unitBucket({
  unitsPerSecond,
  savedMs,
  nowMs = () => performance.now(),
}: {
  readonly unitsPerSecond: number;
  readonly savedMs: number;
  readonly nowMs?: () => number;
}): UnitBucket {
  const most = (unitsPerSecond * savedMs) / 1_000;
  let saved = 0;
  let atMs = nowMs();
  return {
    take(units) {
      const now = nowMs();
      saved = Math.min(most, saved + ((now - atMs) * unitsPerSecond) / 1_000);
      atMs = now;
      if (saved < units) return false;
      saved -= units;
      return true;
    },
  };
}
