/** Numbers that look random and are the same for the same seed, on every machine. */
export interface RandomNumbers {
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

/**
 * Numerical Recipes' linear congruential generator. Its low bits repeat soon, so numbers are made of the high ones.
 *
 * @see https://en.wikipedia.org/wiki/Linear_congruential_generator#Parameters_in_common_use
 */
export function randomNumbers(seed: number): RandomNumbers {
  let state = seed >>> 0;
  const below = (end: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
  return { below, pick: (items) => items[below(items.length)] ?? items[0] };
}
