import { isJsonObject, type JsonObject } from "./json-sketch.ts";
import { parseJson } from "./parse-json.ts";

const MAX_CHARACTERS = 1_000_000;

/**
 * Returns the text of an inverted index, which gives the positions of each word. Only the order of the positions counts, so
 * gaps and huge positions do no harm. The index may also be JSON in a text, or have the form of Microsoft Academic Graph.
 * Returns an empty text for anything that is not an index. Returns undefined if the text would have over a million
 * characters, because an index of a few bytes can stand for gigabytes.
 *
 * @example
 * textOfInvertedIndex({ Looms: [0], weave: [1, 3], and: [2] }); // "Looms weave and weave"
 *
 * @see https://docs.openalex.org/api-entities/works/work-object#abstract_inverted_index
 */
export function textOfInvertedIndex(given: unknown): string | undefined {
  const index = indexIn(given);
  const words: string[] = [];
  const places: number[] = [];
  let characters = 0;
  for (const word of Object.keys(index)) {
    const placesOfWord = index[word];
    if (!Array.isArray(placesOfWord)) continue;
    characters += (word.length + 1) * placesOfWord.length;
    if (characters > MAX_CHARACTERS) return undefined;
    for (const place of placesOfWord) {
      if (typeof place !== "number") continue;
      words.push(word);
      places.push(place);
    }
  }
  return inOrder(words, places).join(" ");
}

/** Returns the words in the order of their places. Words with the same place keep the order in which they are given. */
function inOrder(words: readonly string[], places: readonly number[]): string[] {
  const placed: string[] = [];
  const isDense = places.every((place, nth) => {
    if (!Number.isInteger(place) || place < 0 || place > 4 * words.length || placed[place] !== undefined)
      return false;
    placed[place] = words[nth] ?? "";
    return true;
  });
  // `filter` skips the holes of the array.
  if (isDense) return placed.filter(() => true);
  return words
    .map((word, nth) => ({ word, place: places[nth] ?? 0 }))
    .sort((a, b) => a.place - b.place)
    .map(({ word }) => word);
}

function indexIn(given: unknown): JsonObject {
  const value = typeof given === "string" ? parsed(given) : given;
  if (!isJsonObject(value)) return {};
  // The form of Microsoft Academic Graph. If `IndexLength` were a word of an abstract, its value would be a list of places.
  if ("IndexLength" in value && typeof value.IndexLength === "number" && "InvertedIndex" in value)
    return isJsonObject(value.InvertedIndex) ? value.InvertedIndex : {};
  return value;
}

function parsed(text: string): unknown {
  const json = parseJson(text);
  return "value" in json ? json.value : undefined;
}
