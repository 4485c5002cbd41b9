/** Numbers that look random and are the same on every run. */
export interface RandomNumbers {
  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number;
}

/** The Lehmer generator with Park and Miller's constants. @see https://doi.org/10.1145/63039.63042 */
export function randomNumbers(seed: number): RandomNumbers {
  let state = seed;
  return {
    below(limit) {
      state = (state * 48_271) % 2_147_483_647;
      return state % limit;
    },
  };
}
