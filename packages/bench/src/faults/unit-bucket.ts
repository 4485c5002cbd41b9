/** What a table allows: so many units a second, of which it saves up what was not used for a while. */
export interface UnitBucket {
  /** Takes these units, if they are there. */
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
