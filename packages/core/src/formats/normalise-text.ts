/** White space except the space, and control characters. They are listed, because a Unicode property such as `\p{Cc}` matches more slowly. */
const OTHER_SPACE = "\\0-\\x1f\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";

/** Runs of white space and control characters. A single space is already right and is not matched. */
const TO_REPLACE = new RegExp(`[ ${OTHER_SPACE}]{2,}|[${OTHER_SPACE}]`, "g");

/** Matches every text that needs more than trimming. It also matches every surrogate, because the surrogate may be a lone one. */
const TO_NORMALISE = new RegExp(` {2}|[${OTHER_SPACE}\\ud800-\\udfff]`);

/**
 * Returns text on one line: each run of white space and control characters becomes one space, and both ends are trimmed. A
 * lone surrogate becomes U+FFFD, because UTF-8 cannot store it.
 */
export function normaliseText(text: string): string {
  // White space at the ends is frequent. A text that has no other needs only trimming.
  const trimmed = text.trim();
  return TO_NORMALISE.test(trimmed) ? trimmed.replace(TO_REPLACE, " ").trim().toWellFormed() : trimmed;
}
