import { readDate } from "./read-date.ts";

/**
 * A date given as year, month and day, the latter two of which may be missing: `YYYY-MM-DD`, or as much of it as is there and
 * in the calendar. Null where there is no year, undefined where that is none.
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
