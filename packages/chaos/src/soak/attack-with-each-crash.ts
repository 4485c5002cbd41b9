import type { CrashCase } from "../crashes/crash-case.ts";
import { sweepOf } from "../crashes/crash-cases.ts";
import { withCrashLab } from "../crashes/crash-lab.ts";
import { attackWithCases } from "./attack-with-cases.ts";
import type { Report } from "./tally.ts";

/** A run has a request or two more or less than another: so many cases without a crash tell that it is at its end. */
const CASES_BEHIND_THE_END = 4;

/** One crash before and one after each request that the processor makes, then each that the projector does. */
export const attackWithEachCrash = (seed: number, report: Report): Promise<void> =>
  withCrashLab(async (lab, clean) => {
    for (const name of ["processor", "projector"] as const) {
      const kills = new Map<CrashCase, number>();
      const behindTheEnd = () => [...kills.values()].filter((died) => died === 0).length;
      const cases = sweepOf(name, () => behindTheEnd() < CASES_BEHIND_THE_END);
      await attackWithCases(cases, { name: "each crash", seed, lab, clean, report, kills });
    }
  });
