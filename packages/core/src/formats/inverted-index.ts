import { isJsonObject, type JsonObject } from "./json-sketch.ts";
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

/** Returns the words by their places; of one place, as they come. */
function inOrder(words: readonly string[], places: readonly number[]): string[] {
  const placed: string[] = [];
  const isDense = places.every((place, nth) => {
    if (!Number.isInteger(place) || place < 0 || place > 4 * words.length || placed[place] !== undefined)
      return false;
    placed[place] = words[nth] ?? "";
    return true;
  });
  // Holes of the array are no words.
  if (isDense) return placed.filter(() => true);
  return words
    .map((word, nth) => ({ word, place: places[nth] ?? 0 }))
    .sort((a, b) => a.place - b.place)
    .map(({ word }) => word);
}

function indexIn(given: unknown): JsonObject {
  const value = typeof given === "string" ? parsed(given) : given;
  if (!isJsonObject(value)) return {};
  // Where they are words of an abstract, their places are a list.
  if ("IndexLength" in value && typeof value.IndexLength === "number" && "InvertedIndex" in value)
    return isJsonObject(value.InvertedIndex) ? value.InvertedIndex : {};
  return value;
}

function parsed(text: string): unknown {
  const json = parseJson(text);
  return "value" in json ? json.value : undefined;
}
