/** The time that some work took. */
export interface Effort {
  readonly ms: number;
  /** The CPU time of this process, of all its threads together. */
  readonly cpuMs: number;
}

/** Runs some work, and returns the time that it took. */
export async function measure(work: () => Promise<unknown>): Promise<Effort> {
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  await work();
  const ms = performance.now() - startedAtMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ms, cpuMs: (user + system) / 1_000 };
}

/** Returns a count as a rate per second. */
export const perSecond = (count: number, { ms }: Pick<Effort, "ms">): number => (count * 1_000) / ms;

/**
 * Measures several ways to do the same work. The ways take turns, so that other load on the machine affects all of them. Returns the
 * best result of each way, because it was disturbed least.
 */
export async function bestOf<Ways extends readonly (() => Promise<Effort>)[]>(
  rounds: number,
  ...ways: Ways
): Promise<{ [Way in keyof Ways]: Effort }>;
export async function bestOf(rounds: number, ...ways: readonly (() => Promise<Effort>)[]): Promise<Effort[]> {
  const best: Effort[] = [];
  for (let round = 0; round < rounds; round++)
    for (const [index, way] of ways.entries()) {
      const effort = await way();
      const before = best[index];
      if (before === undefined || effort.ms < before.ms) best[index] = effort;
    }
  return best;
}
