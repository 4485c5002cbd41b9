/** Reads a list of names from a parameter of the route. */
export const namesOf = (text: string | undefined): readonly string[] =>
  text === undefined || text === "" ? [] : text.split(",").map(decoded);

/** Writes a list of names as a parameter of the route. Returns undefined for an empty list. A name may be any text. */
export const namesText = (names: readonly string[]): string | undefined =>
  names.length === 0 ? undefined : names.map((name) => name.replace(/[%,]/g, encodeURIComponent)).join(",");

/** Returns a list with one name more, or without it if it was there. */
export const toggled = (names: readonly string[], name: string): readonly string[] =>
  names.includes(name) ? names.filter((each) => each !== name) : [...names, name];

/** Anybody can type an address. A text that is not encoded is taken as a name unchanged. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
