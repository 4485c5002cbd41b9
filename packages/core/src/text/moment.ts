// People read local time. JSON has UTC, as the log and the tables do.

const two = (number: number) => String(number).padStart(2, "0");

/** Returns the offset of local time from UTC at a moment, such as ` +01:00`, or `Z` if local time is UTC. */
function offsetText(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  return ` ${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Returns the date in local time, such as `2025-03-01`. */
export const localDate = (moment: Date): string =>
  `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;

/** Returns the hour and minute in local time, such as `18:00`. */
export const localMinute = (moment: Date): string => `${two(moment.getHours())}:${two(moment.getMinutes())}`;

const localSecond = (moment: Date) => `${localMinute(moment)}:${two(moment.getSeconds())}`;

/**
 * Returns a timestamp in local time, such as `2025-03-01 13:00:01 +01:00`, or `2025-03-01 12:00:01Z` if local time is
 * UTC. Returns `-` for null.
 */
export function momentText(timestamp: string | null): string {
  if (timestamp === null) return "-";
  const moment = new Date(timestamp);
  return `${localDate(moment)} ${localSecond(moment)}${offsetText(moment)}`;
}

/** Returns the local time without the date, such as `12:00:01`, for lists of one day. */
export const timeOfDay = (timestamp: string | null): string =>
  timestamp === null ? "-" : localSecond(new Date(timestamp));

/** Returns the local time with milliseconds, such as `12:00:01.250`, for events within a second. */
export const preciseTimeOfDay = (timestamp: string): string =>
  `${localSecond(new Date(timestamp))}.${timestamp.slice(20, 23)}`;

/** The name of the local time zone, such as `Europe/Berlin`. */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
