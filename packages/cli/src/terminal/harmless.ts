/**
 * What a terminal acts upon, or reads in another order than it is written: control characters, line and paragraph
 * separators, halves of a surrogate pair, and Unicode's marks, embeddings, overrides and isolates of direction.
 *
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const HARMFUL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

const SHORT_FORMS: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Text that came from outside, fit for a terminal: what would act there is shown as `\x1b`, `\n`, `\u202e` instead. */
export const harmless = (text: string): string =>
  text.replace(HARMFUL, (character) => SHORT_FORMS[character] ?? escaped(character.charCodeAt(0)));

const escaped = (code: number) =>
  code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;

/** The same for text that may have lines: line feeds stay. */
export const harmlessLines = (text: string): string => text.split("\n").map(harmless).join("\n");
