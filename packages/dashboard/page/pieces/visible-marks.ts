/** Control characters except the ends of lines and tabs, and invisible characters that change the order of the text around them. */
const MARKS = /(?![\t\n\r])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Returns a text with its control characters and direction marks as escapes, as the command line prints them. Without that, `gnp.exe` after
 * such a mark would be read as `exe.png`, and an unclosed mark would change the text that follows. A browser shows control characters as boxes.
 *
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
export const withVisibleMarks = (text: string): string =>
  text.replace(MARKS, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
