import { readDate } from "./read-date.ts";

/**
 * Returns `YYYY-MM-DD`, `YYYY-MM` or `YYYY` for a year, a month and a day. Month and day may be missing. Parts that are
 * not in the calendar are left off. Returns null if there is no year, and undefined if the year is not valid.
 *
 * @example
 * dateOfParts([2024, 2, 30]); // "2024-02"
 */
export function dateOfParts([year, month, day]: readonly (number | null | undefined)[]):
  | string
  | null
  | undefined {
  if (year === undefined || year === null) return null;
  const digits = (number: number | null | undefined, count: number) => String(number).padStart(count, "0");
  const parts = [digits(year, 4), digits(month, 2), digits(day, 2)];
  for (; parts.length > 0; parts.pop()) {
    const date = readDate(parts.join("-"));
    if (date !== undefined) return date;
  }
  return undefined;
}
