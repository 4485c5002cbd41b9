import { type Timestamp, timestamp } from "../papers/paper.ts";

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)? ?([Zz]|(?:Etc\/)?(?:UTC|GMT)|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * Returns an ISO 8601 date-time as UTC with milliseconds; undefined for what is no date-time or is not in the calendar. Without a
 * zone it is in UTC, and a bare date is its midnight. Fractions beyond milliseconds are cut off. The zone may be a name, as
 * BigQuery, Trino and Athena write it: `2024-01-15 10:00:00.000 UTC`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export function readTimestamp(text: string): Timestamp | undefined {
  const moment = readMoment(text);
  return moment && timestamp(moment);
}

function readMoment(text: string): Date | undefined {
  const match = DATE_TIME.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = match;
  const time = { hour: Number(hour), minute: Number(minute), second: Number(second) };
  const offsetMinutes = readOffset(zone);
  if (time.hour > 23 || time.minute > 59 || time.second > 59 || offsetMinutes === undefined) return undefined;
  const date = calendarDate(Number(year), Number(month), Number(day));
  if (!date) return undefined;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"));
  date.setUTCHours(time.hour, time.minute - offsetMinutes, time.second, milliseconds);
  // An offset can lead out of the years that four digits can tell.
  return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999 ? date : undefined;
}

/**
 * A publication date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD` as it is, an ISO 8601 date-time cut to its date as written.
 * Gives undefined for whatever is none of these or is not in the calendar.
 */
export function readDate(text: string): string | undefined {
  const trimmed = text.trim();
  const match = DATE.exec(trimmed);
  if (!match) return readMoment(trimmed) && trimmed.slice(0, "YYYY-MM-DD".length);
  const [, year, month = "01", day = "01"] = match;
  return calendarDate(Number(year), Number(month), Number(day)) && trimmed;
}

function calendarDate(year: number, month: number, day: number): Date | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // There is no year 0. A day or month that is not in the calendar leads into another month.
  return year > 0 && date.getUTCMonth() === month - 1 ? date : undefined;
}

/** `Z`, `UTC`, `GMT`, `+hh`, `+hhmm` or `+hh:mm` in minutes. */
function readOffset(zone: string): number | undefined {
  if (/[a-z]/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", ""));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
