import { isNameSuffix } from "./name-suffix.ts";
import { normaliseText } from "./normalise-text.ts";

/** Does not match the white space around a separator, because that is slow on long white space. The names are trimmed later. */
const SEPARATOR = /[,;:]|(?<!\S)(?:and|&)(?!\S)/i;

/**
 * Returns the names in arXiv's line of authors, in order. Commas, semicolons, colons and "and" separate names. Text in
 * parentheses is left out, because it is usually an affiliation. A suffix stays with its name. TeX accents stay as written.
 *
 * @example
 * splitArxivAuthors("A. Uthor, Jr. (Here) and B. Else"); // ["A. Uthor Jr.", "B. Else"]
 *
 * @see https://info.arxiv.org/help/prep.html#author
 */
export function splitArxivAuthors(line: string): string[] {
  const names: string[] = [];
  for (const part of withoutParentheses(line).split(SEPARATOR)) {
    const name = normaliseText(part);
    const before = names.at(-1);
    if (before !== undefined && isNameSuffix(name)) names[names.length - 1] = `${before} ${name}`;
    else if (name !== "") names.push(name);
  }
  return names;
}

/** Removes nested parentheses too. Keeps a parenthesis that has no partner. */
function withoutParentheses(text: string): string {
  const kept: string[] = [];
  const opened: number[] = [];
  for (const character of text) {
    const begin = character === ")" ? opened.pop() : undefined;
    if (begin === undefined) {
      if (character === "(") opened.push(kept.length);
      kept.push(character);
    } else kept.splice(begin, kept.length - begin, " ");
  }
  return kept.join("");
}
