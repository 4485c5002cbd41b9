import { parseJson } from "./parse-json.ts";

const MAX_CHARACTERS = 1_000_000;

/**
 * The text that an inverted index tells of: for each word, where it stands. It may be given as JSON in a text too, and as
 * Microsoft Academic Graph had it. What is no index has no text. Only the order of the positions counts, so that
 * gaps, or positions of any size, do no harm. Undefined where the text would have over a million characters: an index of
 * a few bytes can stand for gigabytes.
 *
 * @see https://docs.openalex.org/api-entities/works/work-object#abstract_inverted_index
 */
export function textOfInvertedIndex(given: unknown): string | undefined {
  const words: { readonly place: number; readonly word: string }[] = [];
  let characters = 0;
  for (const [word, places] of Object.entries(indexIn(given))) {
    if (!Array.isArray(places)) continue;
    characters += (word.length + 1) * places.length;
    if (characters > MAX_CHARACTERS) return undefined;
    for (const place of places) if (typeof place === "number") words.push({ place, word });
  }
  words.sort((a, b) => a.place - b.place);
  return words.map(({ word }) => word).join(" ");
}

function indexIn(given: unknown): object {
  const value = typeof given === "string" ? parsed(given) : given;
  if (!isObject(value)) return {};
  // Where they are words of an abstract, their places are a list.
  if ("IndexLength" in value && typeof value.IndexLength === "number" && "InvertedIndex" in value)
    return isObject(value.InvertedIndex) ? value.InvertedIndex : {};
  return value;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  const json = parseJson(text);
  return "value" in json ? json.value : undefined;
}
