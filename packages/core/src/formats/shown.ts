/** The beginning of any text, safe to show in a message or a log: quoted, on one line, control characters escaped. */
export const shown = (text: string, maxCharacters = 80): string =>
  JSON.stringify(text.slice(0, maxCharacters)) + (text.length > maxCharacters ? "..." : "");
