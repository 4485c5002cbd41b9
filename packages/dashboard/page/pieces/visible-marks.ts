/** Characters that change the order of the text around them and that nobody sees. */
const MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Returns a text with its marks of direction as escapes, as the command line prints them. So `gnp.exe` after such a mark is not read as
 * `exe.png`, and a mark that is not closed does not reach beyond its text.
 *
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
export const withVisibleMarks = (text: string): string =>
  text.replace(MARKS, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
