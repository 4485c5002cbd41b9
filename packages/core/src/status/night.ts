/** The hours at which a night begins and ends, in local time. */
const NIGHT = { from: 18, to: 8 } as const;

/** The last night, which splits the time since it began into night and day. */
export interface Night {
  readonly from: Date;
  /** The end of the night, at which the day begins. Undefined before 8:00. */
  readonly to: Date | undefined;
}

/** Returns the last night: from 18:00 yesterday to 8:00 today, in local time. */
export function lastNight(now: Date): Night {
  const from = new Date(now);
  from.setDate(from.getDate() - 1);
  from.setHours(NIGHT.from, 0, 0, 0);
  const to = new Date(now);
  to.setHours(NIGHT.to, 0, 0, 0);
  return { from, to: to < now ? to : undefined };
}
