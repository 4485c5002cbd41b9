type Parsed = { readonly value: unknown } | { readonly error: string };

/** Control characters: JSON has them escaped, but for those of white space between its values. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
const CONTROLS = /[\u0000-\u001f]/g;

/** Strings, which stay as they are, and the numbers that Python's `json` writes though JSON has none of them. */
const NO_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * Returns the value of a JSON text, or why it is none. A control character that is not escaped, such as a tab in a title, is a space.
 * `NaN`, `Infinity` and `-Infinity`, as Python writes them, are null.
 */
export function parseJson(text: string): Parsed {
  const parsed = parseStrictly(text);
  if ("value" in parsed) return parsed;
  const mended = withNulls(text.replace(CONTROLS, " "));
  const again = mended === text ? parsed : parseStrictly(mended);
  return "value" in again ? again : parsed;
}

const withNulls = (text: string) =>
  text.includes("NaN") || text.includes("Infinity")
    ? text.replace(NO_NUMBERS, (found) => (found.startsWith('"') ? found : "null"))
    : text;

function parseStrictly(text: string): Parsed {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
