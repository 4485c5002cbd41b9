const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Returns a month as two digits: `03` for `3`, `03`, `Mar` and `March`. Returns undefined for other text. */
export function monthNumber(text: string): string | undefined {
  const month = /^\d{1,2}$/.test(text)
    ? Number(text)
    : /^[a-z]{3,}$/i.test(text)
      ? MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1
      : 0;
  return month >= 1 && month <= 12 ? String(month).padStart(2, "0") : undefined;
}
