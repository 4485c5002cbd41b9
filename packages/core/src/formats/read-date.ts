import { type Timestamp, timestamp, writtenTimestamp } from "../papers/paper.ts";

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)? ?([Zz]|(?:Etc\/)?(?:UTC|GMT)|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Most sources write date-times in this form. */
const USUAL_DATE_TIME = /^\d{4}-\d{2}-\d{2}T[0-2]\d:[0-5]\d:[0-5]\dZ$/;

const MINUTE_MS = 60_000;

/**
 * Returns an ISO 8601 date-time as UTC with milliseconds. Returns undefined if the text is not a date-time or is not in the
 * calendar. Without a zone, the time is in UTC. A date alone is midnight of that day. Fractions beyond milliseconds are cut
 * off. The zone may be a name, as BigQuery, Trino and Athena write it: `2024-01-15 10:00:00.000 UTC`.
 *
 * @example
 * readTimestamp("2024-01-15T10:00:00+02:00"); // "2024-01-15T08:00:00.000Z"
 *
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export function readTimestamp(text: string): Timestamp | undefined {
  if (
    USUAL_DATE_TIME.test(text) &&
    text.slice(11, 13) <= "23" &&
    isInCalendar(text.slice(0, 4), text.slice(5, 7), text.slice(8, 10))
  )
    return writtenTimestamp(`${text.slice(0, -1)}.000Z`);
  const match = DATE_TIME.exec(text.trim());
  if (!match) return undefined;
  const [, year = "", month = "", day = ""] = match;
  const [, , , , hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
  const offsetMinutes = readOffset(zone);
  const isTime = hour <= "23" && minute <= "59" && second <= "59";
  if (!isTime || offsetMinutes === undefined || !isInCalendar(year, month, day)) return undefined;
  const milliseconds = fraction.slice(0, 3).padEnd(3, "0");
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`;
  return offsetMinutes === 0 ? writtenTimestamp(written) : earlierBy(offsetMinutes, written);
}

/** Returns undefined if the offset leads to a year that four digits cannot write. */
function earlierBy(minutes: number, written: string): Timestamp | undefined {
  const moment = new Date(Date.parse(written) - minutes * MINUTE_MS);
  return moment.getUTCFullYear() >= 1 && moment.getUTCFullYear() <= 9999 ? timestamp(moment) : undefined;
}

/**
 * Returns a publication date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD` unchanged, or the date part of an ISO 8601 date-time as it is
 * written. Returns undefined for other text, and for a date that is not in the calendar.
 */
export function readDate(text: string): string | undefined {
  const trimmed = text.trim();
  const match = DATE.exec(trimmed);
  if (!match) return readTimestamp(trimmed) && trimmed.slice(0, "YYYY-MM-DD".length);
  const [, year = "", month = "01", day = "01"] = match;
  return isInCalendar(year, month, day) ? trimmed : undefined;
}

/** Tells whether a day exists. The parts are digits. There is no year 0. */
function isInCalendar(year: string, month: string, day: string): boolean {
  if (year === "0000" || month === "00" || month > "12" || day === "00") return false;
  return day <= "28" || Number(day) <= daysOf(Number(year), Number(month));
}

/** Returns the number of days of a month. `month` is 1 to 12. */
const daysOf = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
};

/** Returns a zone in minutes: `Z`, `UTC`, `GMT`, `+hh`, `+hhmm` or `+hh:mm`. Returns undefined if it is not a valid offset. */
function readOffset(zone: string): number | undefined {
  if (/[a-z]/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", ""));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
