/** The objects to backfill, counted in one pass over a list of any length. */
export interface Survey<Item> {
  readonly objects: number;
  readonly bytes: number;
  /** Up to {@link SAMPLED_OBJECTS} of them, spread from the first to the last. */
  readonly sampled: readonly Item[];
}

const SAMPLED_OBJECTS = 5;

/**
 * Counts items and picks some of them, evenly from the first to the last. It never holds more than twenty items. When it has
 * twenty, it drops every second item, and from then on picks items half as often.
 */
export async function survey<Item extends { readonly sizeBytes: number }>(
  items: AsyncIterable<Item>,
): Promise<Survey<Item>> {
  let objects = 0;
  let bytes = 0;
  let kept: Item[] = [];
  let every = 1;
  let last: Item | undefined;
  for await (const item of items) {
    if (objects % every === 0) kept.push(item);
    if (kept.length === 4 * SAMPLED_OBJECTS) {
      kept = kept.filter((_, index) => index % 2 === 0);
      every *= 2;
    }
    objects += 1;
    bytes += item.sizeBytes;
    last = item;
  }
  if (last !== undefined && kept.at(-1) !== last) kept.push(last);
  return { objects, bytes, sampled: spread(kept) };
}

/** Returns up to five items, spread evenly from the first to the last. */
export function spread<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= SAMPLED_OBJECTS) return items;
  const places = Array.from({ length: SAMPLED_OBJECTS }, (_, nth) =>
    Math.round((nth * (items.length - 1)) / (SAMPLED_OBJECTS - 1)),
  );
  return places.flatMap((place) => items[place] ?? []);
}
