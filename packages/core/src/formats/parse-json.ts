type Parsed = { readonly value: unknown } | { readonly error: string };

/** Control characters. In JSON they must be escaped, except as white space between values. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
const CONTROLS = /[\u0000-\u001f]/g;

/** Numbers that Python's `json` writes, but that JSON does not allow. */
const NO_NUMBERS = /-?\b(?:NaN|Infinity)\b/g;

/**
 * Returns the value of a JSON text, or why the text is not JSON. An unescaped control character, such as a tab in a title, is
 * read as a space. Python's `NaN`, `Infinity` and `-Infinity` are read as null.
 */
export function parseJson(text: string): Parsed {
  const parsed = parseStrictly(text);
  if ("value" in parsed) return parsed;
  const fixed = withNulls(text.replace(CONTROLS, " "));
  const again = fixed === text ? parsed : parseStrictly(fixed);
  return "value" in again ? again : parsed;
}

/** Replaces `NaN` and `Infinity` outside of strings by null. Looks at each character once, even if the text is broken. */
function withNulls(text: string): string {
  if (!text.includes("NaN") && !text.includes("Infinity")) return text;
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const opens = text.indexOf('"', at);
    parts.push(text.slice(at, opens < 0 ? undefined : opens).replace(NO_NUMBERS, "null"));
    if (opens < 0) break;
    at = endOfString(text, opens);
    parts.push(text.slice(opens, at));
  }
  return parts.join("");
}

/** Returns the index just after the string that opens here, or the end of the text if the string is never closed. */
function endOfString(text: string, opens: number): number {
  let closes = text.indexOf('"', opens + 1);
  while (closes >= 0 && isEscaped(text, closes)) closes = text.indexOf('"', closes + 1);
  return closes < 0 ? text.length : closes + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}

function parseStrictly(text: string): Parsed {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
