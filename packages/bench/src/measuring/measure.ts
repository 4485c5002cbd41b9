/** What some work took. */
export interface Effort {
  readonly ms: number;
  /** Processor time of this process, all its threads together. */
  readonly cpuMs: number;
}

/** Does the work, and tells what it took. */
export async function measure(work: () => Promise<unknown>): Promise<Effort> {
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  await work();
  const ms = performance.now() - startedAtMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ms, cpuMs: (user + system) / 1_000 };
}

/** How many a second. */
export const perSecond = (count: number, { ms }: Pick<Effort, "ms">): number => (count * 1_000) / ms;

/**
 * Measures several ways of doing the same, turn by turn, so that what else the machine does meets them all; and gives
 * each one's best, the one that was disturbed least.
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
