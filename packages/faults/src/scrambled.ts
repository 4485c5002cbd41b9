import type { RandomNumbers } from "./random-numbers.ts";

const MAX_REPEATS = 3;

/**
 * Returns stream records in the worst batches that a stream may deliver: records of different items in any order, batches of any
 * size, and some batches several times. Every record is in at least one batch. Each run event is an item of its own, so DynamoDB
 * Streams may deliver run events in any order.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export function scrambled<Item>(items: readonly Item[], random: RandomNumbers): readonly (readonly Item[])[] {
  const batches = split(shuffled(items, random), random);
  const repeats = Array.from(
    { length: random.below(MAX_REPEATS + 1) },
    () => batches[random.below(batches.length)],
  );
  return shuffled([...batches, ...repeats.flatMap((batch) => (batch ? [batch] : []))], random);
}

function shuffled<Item>(items: readonly Item[], random: RandomNumbers): readonly Item[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function split<Item>(items: readonly Item[], random: RandomNumbers): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  for (const item of items) {
    const last = batches.at(-1);
    if (last && random.below(3) > 0) last.push(item);
    else batches.push([item]);
  }
  return batches;
}
