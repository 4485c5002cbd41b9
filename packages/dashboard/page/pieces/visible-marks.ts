/** Invisible characters that change the order of the text around them. */
const MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Returns a text with its direction marks as escapes, as the command line prints them. Without that, `gnp.exe` after such a mark
 * would be read as `exe.png`, and an unclosed mark would change the text that follows.
 *
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
export const withVisibleMarks = (text: string): string =>
  text.replace(MARKS, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
