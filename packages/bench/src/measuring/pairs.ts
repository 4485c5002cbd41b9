import { type Effort, measure } from "./measure.ts";

/** How two ways of doing the same compare. */
export interface Comparison {
  readonly ours: Effort;
  readonly theirs: Effort;
  /** How many times the processor time of ours theirs takes: over 1, ours is faster. */
  readonly ratio: number;
}

/** The first rounds are for the compiler of the engine. */
const WARM_UP_ROUNDS = 2;

/**
 * Measures two ways in pairs, each first in turn, and returns the medians. What else the machine does meets both halves of a pair, and
 * processor time counts no waiting for it.
 */
export async function inPairs(
  rounds: number,
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
): Promise<Comparison> {
  const pairs: { readonly ours: Effort; readonly theirs: Effort }[] = [];
  for (let round = 0; round < rounds + WARM_UP_ROUNDS; round++) {
    const isOursFirst = round % 2 === 0;
    const first = await measure(isOursFirst ? ours : theirs);
    const second = await measure(isOursFirst ? theirs : ours);
    if (round >= WARM_UP_ROUNDS || rounds === 1)
      pairs.push(isOursFirst ? { ours: first, theirs: second } : { ours: second, theirs: first });
  }
  const effort = (of: (pair: (typeof pairs)[number]) => Effort): Effort => ({
    ms: median(pairs.map((pair) => of(pair).ms)),
    cpuMs: median(pairs.map((pair) => of(pair).cpuMs)),
  });
  return {
    ours: effort((pair) => pair.ours),
    theirs: effort((pair) => pair.theirs),
    ratio: median(pairs.map((pair) => pair.theirs.cpuMs / pair.ours.cpuMs)),
  };
}

/** Returns the middle one in order of size; NaN of none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
