import type { Timestamp } from "../papers/paper.ts";
import { monthNumber } from "./month-number.ts";
import { readTimestamp } from "./read-date.ts";

const MAIL_DATE =
  /^(?:[a-z]{3},\s*)?(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+(\d{2}:\d{2}(?::\d{2})?)\s+(?:GMT|UTC?|([+-]\d{4}))$/i;

/**
 * Returns a date from a mail header, such as `Mon, 2 Apr 2007 19:18:42 GMT`, as UTC with milliseconds. The weekday is
 * ignored. Returns undefined for other text, and for a date that is not in the calendar.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2822#section-3.3
 */
export function readMailDate(text: string): Timestamp | undefined {
  const [, day = "", monthName = "", year, time, zone = "Z"] = MAIL_DATE.exec(text.trim()) ?? [];
  const month = monthNumber(monthName);
  return month === undefined
    ? undefined
    : readTimestamp(`${year}-${month}-${day.padStart(2, "0")}T${time}${zone}`);
}
