import { isNameSuffix } from "./name-suffix.ts";
import { normaliseText } from "./normalise-text.ts";

/** White space around it stays with the names, which are trimmed: to match it here would take long on much of it. */
const SEPARATOR = /[,;:]|(?<!\S)(?:and|&)(?!\S)/i;

/**
 * The names in arXiv's line of authors, in order: those between commas, semicolons, colons and "and". What stands in
 * parentheses, affiliations for the most part, is left out, and a suffix goes with its name: `A. Uthor, Jr. (Here) and
 * B. Else` are `A. Uthor Jr.` and `B. Else`. TeX accents stay as they are.
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

/** Parentheses within parentheses go as well; those without a partner stay. */
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
