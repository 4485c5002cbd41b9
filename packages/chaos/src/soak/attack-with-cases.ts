import { type CaseResult, type CrashCase, type CrashLab, runCase } from "../crashes/crash-case.ts";
import { inParallel } from "../crashes/in-parallel.ts";
import { compare } from "../worlds/compare.ts";
import type { Report } from "./tally.ts";

export interface Attack {
  readonly name: string;
  /** The seed of the cases. It is printed if a case fails. */
  readonly seed: number;
  readonly lab: CrashLab;
  readonly clean: CaseResult;
  readonly report: Report;
  /** If given, gets the number of processes that died in each case. A case that never ended has no entry. */
  readonly kills?: Map<CrashCase, number>;
}

/** Runs the cases, and reports how each ended in comparison with the clean run. */
export async function attackWithCases(
  cases: Iterable<CrashCase>,
  { name, seed, lab, clean, report, kills }: Attack,
): Promise<void> {
  await inParallel(cases, async (crashCase) => {
    const story = JSON.stringify({ seed, ...crashCase });
    try {
      const { state, kills: crashes, faults } = await runCase(crashCase, lab);
      kills?.set(crashCase, crashes);
      const { lost, isWrong } = compare(state, clean.state);
      if (lost > 0 || isWrong) console.error(`Wrong in the end: ${story}`);
      report(name, { cases: 1, crashes, faults, lost, wrong: isWrong ? 1 : 0 });
    } catch (error) {
      kills?.set(crashCase, 0);
      console.error(`Never ended: ${story}`, error);
      report(name, { cases: 1, crashes: 0, faults: 0, lost: 0, wrong: 1 });
    }
  });
}
