const FORM = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/;

/**
 * Reads a moment in UTC: `2026-11-28T18:00Z`, with seconds or milliseconds, or a date alone, which means its beginning. Returns it in
 * the form that the server takes. Returns undefined if the text is not a moment, if the day does not exist, or if it is before 1970.
 */
export function parseMoment(text: string): string | undefined {
  if (!FORM.test(text)) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || ms < 0) return undefined;
  const moment = new Date(ms).toISOString();
  // A browser may read February 30 as March 2.
  return moment.startsWith(text.slice(0, "YYYY-MM-DD".length)) ? moment : undefined;
}

/** Tells whether a text is a date of the calendar, such as `2026-11-28`. */
export const isDate = (text: string): boolean =>
  text.length === "YYYY-MM-DD".length && parseMoment(text) !== undefined;
