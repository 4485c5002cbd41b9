import { expect, test } from "vitest";
import { randomNumbers } from "./random-numbers.ts";

test("the same seed gives the same numbers, another seed others", () => {
  const first = (seed: number) => {
    const random = randomNumbers(seed);
    return [random.next(), random.below(1_000), random.pick(["a", "b", "c", "d"])];
  };
  expect(first(1)).toEqual(first(1));
  expect(first(1)).not.toEqual(first(2));
});

test("numbers are spread evenly", () => {
  const random = randomNumbers(5);
  const counts = Array<number>(10).fill(0);
  for (let n = 0; n < 10_000; n++) {
    const bucket = random.below(10);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(Math.max(...counts)).toBeLessThan(1_150);
});
