const MAX_CHARACTERS = 1_000_000;

/**
 * The text that an inverted index tells of: for each word, where it stands. Only the order of the positions counts, so that
 * gaps, or positions of any size, do no harm. Undefined where the text would have over a million characters: an index of
 * a few bytes can stand for gigabytes.
 *
 * @see https://docs.openalex.org/api-entities/works/work-object#abstract_inverted_index
 */
export function textOfInvertedIndex(index: Readonly<Record<string, readonly number[]>>): string | undefined {
  const words: { readonly place: number; readonly word: string }[] = [];
  let characters = 0;
  for (const word of Object.keys(index)) {
    const places = index[word] ?? [];
    characters += (word.length + 1) * places.length;
    if (characters > MAX_CHARACTERS) return undefined;
    for (const place of places) words.push({ place, word });
  }
  words.sort((a, b) => a.place - b.place);
  return words.map(({ word }) => word).join(" ");
}
