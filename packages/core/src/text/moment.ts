// People read local time. JSON has UTC, as the log and the tables do.

const two = (number: number) => String(number).padStart(2, "0");

/** The offset of local time from UTC at a moment: `Z`, or such as ` +01:00`. */
function offsetText(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  return ` ${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** `2025-03-01`, in local time. */
export const localDate = (moment: Date): string =>
  `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;

/** `18:00`, in local time. */
export const localMinute = (moment: Date): string => `${two(moment.getHours())}:${two(moment.getMinutes())}`;

const localSecond = (moment: Date) => `${localMinute(moment)}:${two(moment.getSeconds())}`;

/** `2025-03-01 13:00:01 +01:00` of a timestamp, or `2025-03-01 12:00:01Z` where local time is UTC; `-` where there is none. */
export function momentText(timestamp: string | null): string {
  if (timestamp === null) return "-";
  const moment = new Date(timestamp);
  return `${localDate(moment)} ${localSecond(moment)}${offsetText(moment)}`;
}

/** `12:00:01` in local time, for lists of one day. */
export const timeOfDay = (timestamp: string | null): string =>
  timestamp === null ? "-" : localSecond(new Date(timestamp));

/** `12:00:01.250` in local time, for what follows within a second. */
export const preciseTimeOfDay = (timestamp: string): string =>
  `${localSecond(new Date(timestamp))}.${timestamp.slice(20, 23)}`;

/** The name of the local time zone, such as `Europe/Berlin`. */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
