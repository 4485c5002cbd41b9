import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { mersenne } from "pure-rand/generator/mersenne";

/** Numbers that look random and are the same for the same seed, on every machine. */
export interface RandomNumbers {
  /** Returns a number from 0 to below 1. */
  next(): number;
  /** Returns a whole number from 0 to below `end`. */
  below(end: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

/** Returns the numbers of a seed. Neighbouring seeds give unlike numbers from the first one on: hence the Mersenne Twister. */
export function randomNumbers(seed: number): RandomNumbers {
  const generator = mersenne(seed);
  const below = (end: number) => uniformInt(generator, 0, end - 1);
  return {
    next: () => uniformFloat64(generator),
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
  };
}
