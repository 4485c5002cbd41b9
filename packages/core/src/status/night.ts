/** When a night begins and ends: hours of local time. */
const NIGHT = { from: 18, to: 8 } as const;

/** The parts of the time since the last night began. */
export interface Night {
  readonly from: Date;
  /** The morning, from which the day is a part of its own. Undefined while the night goes on. */
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
