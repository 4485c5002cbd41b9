import { type Effort, measure } from "./measure.ts";

/** The comparison of two ways to do the same work. */
export interface Comparison {
  readonly ours: Effort;
  readonly theirs: Effort;
  /** Their CPU time divided by ours. If it is over 1, ours is faster. */
  readonly ratio: number;
}

/** The first rounds are not counted, because the JavaScript engine still compiles the code. */
const WARM_UP_ROUNDS = 2;

/**
 * Measures two ways in pairs and returns the medians. The two take turns in being the first of a pair. Other load on the machine affects
 * both halves of a pair, and CPU time does not include waiting.
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

/** Returns the median of the values, or NaN if there are none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
