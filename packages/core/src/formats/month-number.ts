const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The two digits of a month that is given as a number or in English, `3`, `03`, `Mar` or `March`; undefined for others. */
export function monthNumber(text: string): string | undefined {
  const month = /^\d{1,2}$/.test(text)
    ? Number(text)
    : /^[a-z]{3,}$/i.test(text)
      ? MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1
      : 0;
  return month >= 1 && month <= 12 ? String(month).padStart(2, "0") : undefined;
}
