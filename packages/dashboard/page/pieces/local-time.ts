import { localDate, localMinute } from "@paperledger/core/text/moment";

/** `2026-11-28 08:00`, in local time: the form in which a field shows a moment. */
export const localTimeText = (moment: Date): string => `${localDate(moment)} ${localMinute(moment)}`;

const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/;

/**
 * Reads a moment in local time: `2026-11-28 08:00`, with seconds, with a `T`, or as a date alone, which means its beginning.
 * Returns undefined if the text is not a moment, or if the moment does not exist, such as February 30.
 */
export function parseLocalTime(text: string): Date | undefined {
  const parts = FORM.exec(text.trim())
    ?.slice(1)
    .map((part) => Number(part ?? 0));
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const moment = new Date(year, month - 1, day, hour, minute, second);
  const isOfCalendar = moment.getMonth() === month - 1 && moment.getDate() === day;
  return isOfCalendar && hour < 24 && minute < 60 && second < 60 ? moment : undefined;
}
