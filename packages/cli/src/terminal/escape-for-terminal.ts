/**
 * Characters that a terminal acts upon or that change the order of text: control characters, line and paragraph separators,
 * lone surrogates, and Unicode's marks, embeddings, overrides and isolates of direction.
 *
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

const SHORT_FORMS: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Escapes text from outside, so that a terminal shows `\x1b`, `\n` or `\u202e` and does not act upon it. */
export const escapeForTerminal = (text: string): string =>
  text.replace(UNSAFE, (character) => SHORT_FORMS[character] ?? escaped(character.charCodeAt(0)));

const escaped = (code: number) =>
  code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;

/** Escapes text of several lines in the same way, and keeps its line feeds. */
export const escapeLinesForTerminal = (text: string): string =>
  text.split("\n").map(escapeForTerminal).join("\n");
