/** White space but for the space, and control characters. Written out, for a class by its Unicode property takes longer to match. */
const OTHER_SPACE = "\\0-\\x1f\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";

/** Runs of white space and control characters, but for the spaces between words, which are right as they are. */
const TO_REPLACE = new RegExp(`[ ${OTHER_SPACE}]{2,}|[${OTHER_SPACE}]`, "g");

/** All that there can be to normalise in a text, but for spaces at its ends. A surrogate may be a lone one. */
const TO_NORMALISE = new RegExp(` {2}|[${OTHER_SPACE}\\ud800-\\udfff]`);

/**
 * Returns text on one line: each run of white space and control characters is one space, and none is at either end. A lone
 * surrogate, which UTF-8 cannot store, becomes U+FFFD.
 */
export const normaliseText = (text: string): string =>
  TO_NORMALISE.test(text) ? text.replace(TO_REPLACE, " ").trim().toWellFormed() : text.trim();
