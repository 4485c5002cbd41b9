import { randomNumbers } from "@paperledger/faults/random-numbers";
import { runCase } from "../crashes/crash-case.ts";
import { withCrashLab } from "../crashes/crash-lab.ts";
import { cutShort, cutShortAtOnce } from "../crashes/cut-cases.ts";
import { inParallel } from "../crashes/in-parallel.ts";
import { failureReason, recordDifferences } from "../worlds/compare-records.ts";
import type { Report } from "./tally.ts";

const CASES_EACH = 20;

/** Runs one round of files that can at first be read only in part, by one processor or by two at the same time. */
export const attackWithCuts = (seed: number, report: Report): Promise<void> =>
  withCrashLab(async (lab, clean) => {
    const random = randomNumbers(seed);
    for (const [name, makeCase] of [
      ["cut short", cutShort],
      ["cut short at once", cutShortAtOnce],
    ] as const) {
      const cases = Array.from({ length: CASES_EACH }, (_, n) =>
        makeCase(`${name.replaceAll(" ", "-")}-${n}`, clean, random),
      );
      await inParallel(cases, async (crashCase) => {
        const { state, kills: crashes, faults } = await runCase(crashCase, lab);
        const says = failureReason(state) === "other-batches";
        const differences = says ? state.unexplained : recordDifferences(state, clean.state);
        if (differences.length > 0)
          console.error(`Wrong in the end: ${JSON.stringify({ seed, ...crashCase })}`, differences);
        report(name, { cases: 1, crashes, faults, lost: 0, wrong: differences.length > 0 ? 1 : 0 });
      });
    }
  });
