type Parsed = { readonly value: unknown } | { readonly error: string };

/** Control characters: JSON has them escaped, but for those of white space between its values. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
const CONTROLS = /[\u0000-\u001f]/g;

/** Returns the value of a JSON text, or why it is none. A control character that is not escaped, such as a tab in a title, is a space. */
export function parseJson(text: string): Parsed {
  const parsed = parseStrictly(text);
  if ("value" in parsed) return parsed;
  const withSpaces = text.replace(CONTROLS, " ");
  const again = withSpaces === text ? parsed : parseStrictly(withSpaces);
  return "value" in again ? again : parsed;
}

function parseStrictly(text: string): Parsed {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
