import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { mersenne } from "pure-rand/generator/mersenne";

/** Pseudo-random numbers. The same seed gives the same numbers on every machine. */
export interface RandomNumbers {
  /** Returns a number from 0 to below 1. */
  next(): number;
  /** Returns a whole number from 0 to below `end`. */
  below(end: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

/** Returns the numbers of a seed. They come from the Mersenne Twister, because with it even neighbouring seeds give different first numbers. */
export function randomNumbers(seed: number): RandomNumbers {
  const generator = mersenne(seed);
  const below = (end: number) => uniformInt(generator, 0, end - 1);
  return {
    next: () => uniformFloat64(generator),
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
  };
}
