import { localDate, timeOfDay } from "@paperledger/core/text/moment";
import { countText } from "@paperledger/core/text/quantities";

/** Returns a moment in local time: `18:00:01` if it is of today, otherwise `2026-11-27 18:00:01`. */
export const shortMoment = (at: string, now: Date): string => {
  const date = localDate(new Date(at));
  return date === localDate(now) ? timeOfDay(at) : `${date} ${timeOfDay(at)}`;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Returns an age as text: `now`, `40 s ago`, `5 min ago`, `3 h ago`, `2 days ago`. */
export function ageText(at: string, now: Date): string {
  const ms = now.getTime() - Date.parse(at);
  if (ms < 5_000) return "now";
  if (ms < MINUTE_MS) return `${Math.floor(ms / 1_000)} s ago`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`;
  return `${countText(Math.floor(ms / DAY_MS))} days ago`;
}
